using System.Globalization;
using Voucher.Cli.Gateway;

namespace Voucher.Cli.Imports;

/// <summary>Addresses of imports.</summary>
internal static class ImportPath
{
    public static string Of(long id, params ReadOnlySpan<string> more) => ApiPath.Of(["imports", id.ToString(CultureInfo.InvariantCulture), .. more]);

    public static string OfCampaign(string campaignId) => ApiPath.Of("campaigns", campaignId, "imports");
}
