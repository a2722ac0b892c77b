using System.Net;
using System.Net.Http.Headers;

namespace Voucher.Cli.Gateway;

/// <summary>A file that is sent as it is read, in memory of one buffer, and tells how much is sent.</summary>
internal sealed class UploadContent : HttpContent
{
    private const int BufferSize = 128 * 1024;

    private readonly Stream file;
    private readonly Action<long> sent;
    private readonly long? length;

    /// <param name="file">Read once, from where it stands; the caller's.</param>
    /// <param name="mediaType">What it is.</param>
    /// <param name="sent">Told how many bytes are sent.</param>
    public UploadContent(Stream file, string mediaType, Action<long> sent)
    {
        (this.file, this.sent) = (file, sent);
        length = file.CanSeek ? file.Length : null;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>Whether the last byte has been given to the connection.</summary>
    public bool IsSent { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        var total = 0L;
        while (await file.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            total += read;
            sent(total);
        }
        await stream.FlushAsync(cancellationToken);
        IsSent = true;
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length ?? 0;
        return length is not null;
    }
}
