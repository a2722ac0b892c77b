using System.Globalization;
using System.Net;
using System.Text.Json;
using Voucher.Cli.Gateway;

namespace Voucher.Cli.Imports;

/// <summary>
/// Uploads a file of codes. When the connection breaks, the platform may have said why where this side could not hear it any more; then the import
/// that it began is asked.
/// </summary>
internal sealed class CodesUpload(Call call, string campaignId)
{
    private readonly string imports = ImportPath.OfCampaign(campaignId);
    private readonly Waits waits = call.Waits;

    /// <summary>The import that the upload became.</summary>
    /// <exception cref="FailedException">It became none; the message is the platform's, where it has one.</exception>
    public async Task<JsonElement> SendAsync(string name, Stream file, string mediaType, Query query)
    {
        var earlier = (await NewestAsync())?.Number("id") ?? 0;
        var isSent = false;
        try
        {
            return await call.Screen.Progress.UploadAsync(name, file.CanSeek ? file.Length : null, async sent =>
            {
                using var content = new UploadContent(file, mediaType, sent);
                try
                {
                    return await call.Gateway.UploadAsync(query.On(imports), content, call.Cancellation);
                }
                finally
                {
                    isSent = content.IsSent;
                }
            });
        }
        catch (Exception error) when (IsBreak(error))
        {
            return await AskWhatBecameOfItAsync(earlier, isSent, error.Message);
        }
    }

    private static bool IsBreak(Exception error) => error is HttpRequestException or IOException
        or ProblemException { Status: HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout };

    private async Task<JsonElement> AskWhatBecameOfItAsync(long earlier, bool isSent, string fault)
    {
        JsonElement? newest;
        try
        {
            newest = await NewestReceivedAsync();
        }
        catch (FailedException error)
        {
            throw new FailedException($"The upload broke off. Look later what became of it: voucher import list {campaignId}", fault, error.Message);
        }
        if (newest is not { } import || import.Number("id") <= earlier)
            throw new FailedException("The upload broke off, and the platform knows nothing of it: nothing was imported.", fault);
        var number = import.Number("id").ToString(CultureInfo.InvariantCulture);
        if (import.Text("message") is { } message)
            throw new FailedException($"The upload broke off. Import {number} is {import.Text("state")}: {message}", fault);
        if (isSent)
            return import;
        throw new FailedException($"The upload broke off. The campaign's newest import is {number}; see: voucher import show {number}", fault);
    }

    /// <summary>The campaign's newest import when it is no more being received: the platform hears of a break perhaps a little later.</summary>
    private async Task<JsonElement?> NewestReceivedAsync()
    {
        var newest = await NewestAsync();
        for (var attempts = 0; newest?.Text("state") == "receiving" && attempts < waits.Attempts; attempts++)
        {
            await Task.Delay(waits.Pause, call.Cancellation);
            newest = await NewestAsync();
        }
        return newest;
    }

    private async Task<JsonElement?> NewestAsync()
    {
        var newest = (await call.Gateway.ListAsync(imports, Query.None, limit: 1, call.Cancellation)).Items().ToArray();
        return newest.Length == 0 ? null : newest[0];
    }
}
