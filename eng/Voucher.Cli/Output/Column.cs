using System.Text.Json;
using Voucher.Cli.Gateway;

namespace Voucher.Cli.Output;

/// <summary>A column of a table.</summary>
/// <param name="Title">What is in it.</param>
/// <param name="Text">An item's cell.</param>
/// <param name="IsNumber">Whether it stands at the right.</param>
/// <param name="Wraps">Whether it gives way when the screen is narrow; identifiers do not, so that they can be copied.</param>
internal sealed record Column(string Title, Func<JsonElement, string> Text, bool IsNumber = false, bool Wraps = false)
{
    /// <summary>A column of a property.</summary>
    public static Column Of(string title, string property) => new(title, item => Cell.Of(item.Part(property)));

    /// <summary>A column of a property with words for people.</summary>
    public static Column Words(string title, string property) => new(title, item => Cell.Of(item.Part(property)), Wraps: true);

    /// <summary>A column of a property that counts something.</summary>
    public static Column Count(string title, string property) => new(title, item => Cell.Count(item.Part(property)), IsNumber: true);
}
