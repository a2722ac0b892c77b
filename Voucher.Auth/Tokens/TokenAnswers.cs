using Microsoft.AspNetCore.Http.HttpResults;

namespace Voucher.Auth.Tokens;

/// <summary>Answers that show a token.</summary>
internal static class TokenAnswers
{
    /// <summary>201 with a token that nobody on the way may keep.</summary>
    public static Created<NewToken> Created(HttpResponse response, NewToken token)
    {
        response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"/admin/v1/tokens/{token.Id}", token);
    }
}
