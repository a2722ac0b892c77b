using System.Text.Json;
using Microsoft.AspNetCore.Http.Json;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>How bodies are written to operators: snake_case, times in UTC and whole seconds.</summary>
public static class OperatorJson
{
    /// <summary>For <c>ConfigureHttpJsonOptions</c>.</summary>
    public static void Configure(JsonOptions options)
    {
        options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.SerializerOptions.Converters.Add(new UtcSecondsConverter());
    }
}
