using System.Text.Json;
using Voucher.Gateway.Documentation;

namespace Voucher.Gateway.Tests.Documentation;

/// <summary>The document that the gateway serves.</summary>
internal static class TheDocument
{
    public static string Text { get; } = System.Text.Encoding.UTF8.GetString(new ApiDescription(ApiDescription.Files()).Json);

    public static ApiDocument Read() => new(JsonElement.Parse(Text));
}
