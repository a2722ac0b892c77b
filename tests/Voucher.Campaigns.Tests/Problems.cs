using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Voucher.Campaigns.Tests;

/// <summary>What is said of errors: problem details (RFC 9457).</summary>
internal static class Problems
{
    /// <summary>Gives the detail, or an empty text.</summary>
    public static async Task<string> AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var problem = await ReadAsync(response, status);
        return problem.TryGetProperty("detail", out var detail) ? detail.GetString()! : "";
    }

    /// <summary>A 400 that names just one field, and says of it what contains the given text.</summary>
    public static async Task AssertFieldAsync(HttpResponseMessage response, string field, string remedy = "")
    {
        var problem = await ReadAsync(response, HttpStatusCode.BadRequest);
        var wrong = Assert.Single(problem.GetProperty("errors").EnumerateObject());
        Assert.Equal(field, wrong.Name);
        Assert.Contains(remedy, Assert.Single(wrong.Value.EnumerateArray()).GetString()!, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        return problem;
    }
}
