using System.ComponentModel.DataAnnotations;

namespace Voucher.Issuance.Webhooks;

/// <summary>Whom each issued voucher is told in the form of contract S3; section <c>VoucherEvents</c>. By default nobody.</summary>
public sealed record VoucherEventOptions : IValidatableObject
{
    /// <summary>Where to, such as <c>https://api.ravelin.com/v2/voucher</c>.</summary>
    public string? Address { get; init; }

    /// <summary>The token that goes with it.</summary>
    public string? Token { get; init; }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (string.IsNullOrWhiteSpace(Address) != string.IsNullOrWhiteSpace(Token))
            yield return new ValidationResult("VoucherEvents:Address and VoucherEvents:Token go together.");
        if (Token?.Any(char.IsControl) == true)
            yield return new ValidationResult("VoucherEvents:Token must not have control characters.");
    }
}
