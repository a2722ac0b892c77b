using Microsoft.AspNetCore.Http.HttpResults;

namespace Voucher.Auth.Tokens;

/// <summary>What operators are told when a token or party does not allow what they ask.</summary>
internal static class TokenProblems
{
    public static ProblemHttpResult UnknownParty => NotFound("There is no such party.");

    public static ProblemHttpResult UnknownToken => NotFound("There is no such token.");

    public static ProblemHttpResult DisabledParty => Conflict("The party is disabled.");

    public static ProblemHttpResult OwnParty => Conflict("This is the party that you act as. Let another operator disable it.");

    public static ProblemHttpResult RevokedToken => Conflict("The token is revoked.");

    public static ProblemHttpResult ExpiredToken => Conflict("The token has expired.");

    private static ProblemHttpResult NotFound(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status404NotFound);

    private static ProblemHttpResult Conflict(string detail) => TypedResults.Problem(detail, statusCode: StatusCodes.Status409Conflict);
}
