using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Voucher.StandIns.Tests.Hosting;

/// <summary>Looking at the machine's processes.</summary>
internal static class Processes
{
    public static int IdOf(CustomResourceSnapshot snapshot) => (int)snapshot.Properties.Single(p => p.Name == "executable.pid").Value!;

    public static bool IsAlive(int id)
    {
        var status = Path.Combine("/proc", id.ToString(CultureInfo.InvariantCulture), "status");
        try
        {
            // A zombie has ended; it only waits for somebody to take note.
            return File.Exists(status) && !File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The process's children, their children, and so on.</summary>
    public static IReadOnlyList<int> DescendantsOf(int id)
    {
        var parents = Directory.GetDirectories("/proc")
            .Select(folder => (Folder: folder, Id: int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var n) ? n : 0))
            .Where(process => process.Id > 0)
            .ToDictionary(process => process.Id, process => ParentIn(process.Folder));
        var found = new List<int>();
        void Add(int parent)
        {
            foreach (var child in parents.Where(p => p.Value == parent).Select(p => p.Key))
            {
                found.Add(child);
                Add(child);
            }
        }

        Add(id);
        return found;
    }

    /// <summary>All command lines that any user of the machine can read.</summary>
    public static IEnumerable<string> CommandLines()
    {
        foreach (var folder in Directory.GetDirectories("/proc").Where(f => char.IsAsciiDigit(Path.GetFileName(f)[0])))
        {
            string text;
            try
            {
                text = File.ReadAllText(Path.Combine(folder, "cmdline"));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                continue;
            }

            yield return text;
        }
    }

    private static int ParentIn(string folder)
    {
        try
        {
            // "ID (NAME) STATE PARENT …", and the name may hold anything.
            var stat = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
