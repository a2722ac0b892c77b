using System.Text.Json;
using System.Text.Json.Serialization;
using Voucher.Issuance.Requests;

namespace Voucher.Issuance.Accounts;

/// <summary>Where what a voucher is for is sent (contract S4). It is a person's, so it is kept beside the ledger and can be erased.</summary>
public sealed record DeliveryAddress(
    string FirstName,
    string LastName,
    string? CareOf,
    string Street,
    string ZipCode,
    string City,
    string CountryCode,
    string? CompanyName,
    string? CompanyReference,
    string? CompanyDepartment)
{
    private const string Country = "country_code";

    [JsonIgnore]
    public string FullName => $"{FirstName} {LastName}";

    /// <summary>Reads an address; what is wrong is noted with the body.</summary>
    internal static DeliveryAddress Of(PartnerBody body)
    {
        var address = new DeliveryAddress(
            body.Text("first_name"), body.Text("last_name"), body.OptionalText("care_of"), body.Text("street"), body.Text("zip_code"), body.Text("city"),
            body.Text(Country).ToUpperInvariant(), body.OptionalText("company_name"), body.OptionalText("company_reference"),
            body.OptionalText("company_department"));
        if (address.CountryCode.Length > 0 && !Countries.Has(address.CountryCode))
            body.Wrong(Country, "must be the two letters of a country (ISO 3166-1)");
        return address;
    }

    internal string ToJson() => JsonSerializer.Serialize(this, AccountsJson.Default.DeliveryAddress);

    internal static DeliveryAddress? OfJson(string? json) => json is null ? null : JsonSerializer.Deserialize(json, AccountsJson.Default.DeliveryAddress);
}
