using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Voucher.ServiceDefaults.Errors;

namespace Voucher.ServiceDefaults.Operators;

/// <summary>What is wrong with a request, by field: each text says what is allowed instead.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> byField = new(StringComparer.Ordinal);

    /// <summary>Whether anything is wrong.</summary>
    public bool Any => byField.Count > 0;

    /// <summary>What is wrong with a field; the first finding stays.</summary>
    public void Add(string field, string how) => byField.TryAdd(field, [how]);

    /// <summary>Whether something is wrong with a field.</summary>
    public bool Has(string field) => byField.ContainsKey(field);

    /// <summary>400 with all of it, as problem details (RFC 9457).</summary>
    public ValidationProblem ToProblem() => TypedResults.ValidationProblem(byField);

    /// <summary>400 with all of it, as partners get it.</summary>
    public JsonHttpResult<ErrorMessage> ToInvalidRequest() =>
        ErrorMessage.Answer(StatusCodes.Status400BadRequest, byField.ToDictionary(field => field.Key, field => field.Value[0]));
}
