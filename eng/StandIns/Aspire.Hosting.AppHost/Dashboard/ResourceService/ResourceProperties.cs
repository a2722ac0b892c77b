using System.Globalization;
using Aspire.Hosting.Dashboard.ResourceService.Messages;
using Google.Protobuf.WellKnownTypes;

namespace Aspire.Hosting.Dashboard.ResourceService;

/// <summary>The rows of a resource's details: its own, and those that every resource has. The dashboard takes no name twice.</summary>
internal static class ResourceProperties
{
    internal static IEnumerable<ResourceProperty> Of(ResourceEvent notification) =>
        notification.Snapshot.Properties
            .Select(own => new ResourceProperty { Name = own.Name, Value = ValueOf(own.Value), IsSensitive = own.IsSensitive })
            .Concat(OfEvery(notification))
            .DistinctBy(property => property.Name, StringComparer.Ordinal);

    private static IEnumerable<ResourceProperty> OfEvery(ResourceEvent notification)
    {
        var snapshot = notification.Snapshot;
        yield return Known("resource.uid", notification.ResourceId);
        yield return Known("resource.name", notification.ResourceId);
        yield return Known("resource.displayName", notification.Resource.Name);
        yield return Known("resource.type", snapshot.ResourceType);
        yield return Known("resource.state", snapshot.State?.Text);
        yield return Known("resource.healthState", snapshot.HealthStatus?.ToString());
        yield return Known("resource.exitCode", snapshot.ExitCode?.ToString(CultureInfo.InvariantCulture));
        yield return Known("resource.createTime", Time(snapshot.CreationTimeStamp));
        yield return Known("resource.startTime", Time(snapshot.StartTimeStamp));
        yield return Known("resource.stopTime", Time(snapshot.StopTimeStamp));
    }

    private static ResourceProperty Known(string name, string? value) => new() { Name = name, Value = ValueOf(value) };

    private static string? Time(DateTime? time) => time?.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    private static Value ValueOf(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        int number => Value.ForNumber(number),
        IEnumerable<string> texts => Value.ForList([.. texts.Select(Value.ForString)]),
        IEnumerable<int> numbers => Value.ForList([.. numbers.Select(number => Value.ForNumber(number))]),
        _ => Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };
}
