using System.Globalization;
using System.Text;

namespace Aspire.Hosting.Orchestration;

/// <summary>A lock between processes. The kernel releases it when its holder dies, however it dies.</summary>
internal sealed class FileLock : IDisposable
{
    private readonly FileStream _file;

    private FileLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or answers null when another process holds it.</summary>
    public static FileLock? TryAcquire(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            // FileShare.None is an exclusive flock on Unix.
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            return new FileLock(file);
        }
        catch (IOException exception) when (exception is not (DirectoryNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    /// <exception cref="TimeoutException">Another process held it all that time.</exception>
    public static FileLock Acquire(string path, TimeSpan limit)
    {
        var deadline = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        FileLock? held;
        while ((held = TryAcquire(path)) is null)
        {
            if (Environment.TickCount64 > deadline)
            {
                throw new TimeoutException($"Another process holds the lock '{path}'.");
            }

            Thread.Sleep(50);
        }

        return held;
    }

    /// <inheritdoc cref="Acquire"/>
    public static async Task<FileLock> AcquireAsync(string path, CancellationToken cancellationToken)
    {
        FileLock? held;
        while ((held = TryAcquire(path)) is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        return held;
    }

    public void Dispose() => _file.Dispose();
}
