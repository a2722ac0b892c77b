using System.Net.Mime;
using Voucher.Issuance.Requests;

namespace Voucher.Issuance.Resource;

/// <summary>Receives what a PUT wants: nothing, JSON or XML, as its <c>Content-Type</c> says.</summary>
internal static class ChangeBody
{
    /// <summary>What is wanted, or the status and the reasons for which it is refused: 400, 413 or 415.</summary>
    /// <param name="request">The request.</param>
    /// <param name="mayCancel">Whether the route cancels.</param>
    /// <param name="cancellationToken">Ends the receiving.</param>
    public static async ValueTask<(VoucherChange? Change, int Status, IReadOnlyDictionary<string, string> Errors)> ReceiveAsync(
        HttpRequest request, bool mayCancel, CancellationToken cancellationToken)
    {
        var errors = new Dictionary<string, string>();
        var isXml = JsonBody.IsOf(request, MediaTypeNames.Application.Xml) || JsonBody.IsOf(request, MediaTypeNames.Text.Xml);
        if (request.Headers.ContentEncoding is [not "identity", ..])
            errors["Content-Encoding"] = "must not be there";
        else if (request.ContentType is not null && !isXml && !JsonBody.IsJson(request))
            errors["Content-Type"] = "must be application/json, application/xml or text/xml, in UTF-8";
        if (errors.Count > 0)
            return (null, StatusCodes.Status415UnsupportedMediaType, errors);

        if (await JsonBody.ReceiveAsync(request, cancellationToken) is not { } body)
        {
            errors["body"] = $"must not be longer than {JsonBody.MaxLength} bytes";
            return (null, StatusCodes.Status413PayloadTooLarge, errors);
        }
        if (!body.AsSpan().ContainsAnyExcept(" \t\r\n"u8))
            return (VoucherChange.Redeem, StatusCodes.Status200OK, errors);
        if (request.ContentType is null)
        {
            errors["Content-Type"] = "is required where there is a body";
            return (null, StatusCodes.Status415UnsupportedMediaType, errors);
        }
        var change = isXml ? ChangeXml.Read(body, mayCancel, errors) : ReadJson(body, mayCancel, errors);
        return (change, StatusCodes.Status400BadRequest, errors);
    }

    private static VoucherChange? ReadJson(byte[] body, bool mayCancel, Dictionary<string, string> errors) => PartnerBody.Read(
        body, errors, fields => VoucherChange.Of(fields.Text(VoucherChange.StatusField), fields.TextUnlessEmpty(VoucherChange.CustomerNameField), mayCancel, errors));
}
