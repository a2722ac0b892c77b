using System.Net;
using System.Text.Json;

namespace Voucher.Auth.Tests;

/// <summary>What operators are answered.</summary>
internal static class Answers
{
    public static async Task<JsonElement> IsAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    /// <summary>Asserts problem details with a text that tells why.</summary>
    public static async Task<string> IsProblemAsync(this HttpResponseMessage response, HttpStatusCode status)
    {
        var problem = await response.IsAsync(status);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        return problem.TryGetProperty("detail", out var detail) ? detail.GetString()! : "";
    }

    /// <summary>Asserts that exactly one field is wrong, and answers what is said of it.</summary>
    public static async Task<string> IsWrongAsync(this HttpResponseMessage response, string field)
    {
        var problem = await response.IsAsync(HttpStatusCode.BadRequest);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var error = Assert.Single(problem.GetProperty("errors").EnumerateObject());
        Assert.Equal(field, error.Name);
        return Assert.Single(error.Value.EnumerateArray()).GetString()!;
    }

    public static string? Text(this JsonElement json, string property) => json.GetProperty(property).GetString();

    public static IReadOnlyList<string> Ids(this JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(item => item.Text("id")!)];
}
