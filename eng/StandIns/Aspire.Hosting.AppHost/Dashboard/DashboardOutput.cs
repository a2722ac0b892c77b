using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>Passes on to the AppHost's log what the dashboard writes in lines of JSON; anything else is a warning.</summary>
internal sealed partial class DashboardOutput(ILogger logger)
{
    internal void Write(string line)
    {
        var message = Parse(line);
        var text = $"{message.Message} {message.Exception}".TrimEnd();
        DashboardLog.FromDashboard(logger, message.LogLevel, text);
    }

    private static LogMessage Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, LogMessages.Default.LogMessage) ?? new(LogLevel.Warning, line, null);
        }
        catch (JsonException)
        {
            return new(LogLevel.Warning, line, null);
        }
    }

    private sealed record LogMessage(
        [property: JsonConverter(typeof(JsonStringEnumConverter<LogLevel>))] LogLevel LogLevel,
        string Message,
        string? Exception);

    [JsonSerializable(typeof(LogMessage))]
    private sealed partial class LogMessages : JsonSerializerContext;
}
