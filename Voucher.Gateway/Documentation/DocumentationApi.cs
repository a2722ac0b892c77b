using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Voucher.Gateway.Documentation;

/// <summary>The API's description for programs and for people. Nobody is asked for a token: it tells nothing that a partner may not know.</summary>
internal static class DocumentationApi
{
    private const string PagePath = "/docs";
    private const string DescriptionPath = "/openapi/v1.json";

    /// <summary>Everything comes from here; styles are made by the page's script, which searches in a worker of its own text.</summary>
    private const string PagePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Maps <c>/openapi/v1.json</c> and <c>/docs</c>.</summary>
    /// <exception cref="ContractException">The description cannot be put together, so the gateway must not start.</exception>
    public static void UseDocumentation(this WebApplication app)
    {
        var description = new ApiDescription(ApiDescription.Files());
        app.UseWhen(IsDocumentation, documentation => documentation.Use(PrepareAsync));
        app.MapMethods(DescriptionPath, Reading, (HttpResponse response) => Answer(response, description));
        app.UseReDoc(page =>
        {
            page.RoutePrefix = PagePath.TrimStart('/');
            page.SpecUrl = DescriptionPath;
            page.IndexStream = () => typeof(DocumentationApi).Assembly.GetManifestResourceStream(typeof(DocumentationApi), "page.html");
            page.ConfigObject.AdditionalItems["hideSchemaTitles"] = true;
            // Who reads this is nobody else's business; the policy would stop it too.
            page.ConfigObject.AdditionalItems["disableTelemetry"] = true;
        });
    }

    private static FileContentHttpResult Answer(HttpResponse response, ApiDescription description)
    {
        response.Headers.CacheControl = "public, max-age=60";
        return TypedResults.Bytes(description.Json, "application/json; charset=utf-8", entityTag: description.Tag);
    }

    private static bool IsDocumentation(HttpContext context) => IsPage(context) || context.Request.Path == DescriptionPath;

    private static bool IsPage(HttpContext context) => context.Request.Path.StartsWithSegments(PagePath);

    private static Task PrepareAsync(HttpContext context, RequestDelegate next)
    {
        // Readers are not what traces are looked at for.
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is { } span)
        {
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            span.IsAllDataRequested = false;
        }
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        if (IsPage(context))
            headers.ContentSecurityPolicy = PagePolicy;
        return next(context);
    }
}
