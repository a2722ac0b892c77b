using System.Text.Json;

namespace Voucher.Cli.Output;

/// <summary>Shows that long work goes on, and how far it is.</summary>
internal interface IProgressDisplay
{
    /// <summary>Shows an upload while it runs.</summary>
    /// <param name="name">What is uploaded.</param>
    /// <param name="length">Its bytes, if they are known.</param>
    /// <param name="upload">Given where to tell how many bytes are sent.</param>
    Task<JsonElement> UploadAsync(string name, long? length, Func<Action<long>, Task<JsonElement>> upload);

    /// <summary>Shows an import while it goes on.</summary>
    /// <param name="follow">Given where to tell how the import is.</param>
    Task<JsonElement> FollowAsync(Func<Action<JsonElement>, Task<JsonElement>> follow);
}
