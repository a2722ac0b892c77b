using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Voucher.ServiceDefaults.Errors;

/// <summary>Gives every error a body: JSON, or XML where a contract has it and the caller asks for it.</summary>
public static class JsonErrors
{
    /// <summary>
    /// Below it errors are problem details (RFC 9457); elsewhere they are <see cref="ErrorMessage"/>, as <see cref="XmlErrors"/> where those are asked for, or
    /// <see cref="EventAnswer"/>.
    /// </summary>
    private const string OperatorsPrefix = "/admin";

    private const string ContentType = "application/json; charset=utf-8";

    /// <summary>Adds what <see cref="UseJsonErrors"/> needs.</summary>
    public static TBuilder AddJsonErrors<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.AddProblemDetails();
        return builder;
    }

    /// <summary>
    /// Answers unhandled exceptions with 500, and gives errors that have no body one. The text never tells more than
    /// the status does; the exception itself is logged.
    /// </summary>
    public static WebApplication UseJsonErrors(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            AllowStatusCode404Response = true,
            ExceptionHandler = WriteAsync,
            StatusCodeSelector = error => error is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages(context => WriteAsync(context.HttpContext));
        return app;
    }

    /// <summary>Writes the body for the status that the response has.</summary>
    private static Task WriteAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        if (context.Request.Path.StartsWithSegments(EventAnswer.Path))
            return EventAnswer.OfError(status, context.RequestServices.GetRequiredService<TimeProvider>()).WriteAsync(context.Response);
        return context.Request.Path.StartsWithSegments(OperatorsPrefix)
            ? Results.Problem(statusCode: status).ExecuteAsync(context)
            : XmlErrors.TypeFor(context.Request) is { } xml
            ? Results.Bytes(XmlErrors.Write(new ErrorMessage(ErrorMessage.For(status))), xml).ExecuteAsync(context)
            : context.Response.WriteErrorAsync(status);
    }

    /// <summary>Answers with the contract's message for a status, and the wrong fields if they are known.</summary>
    public static Task WriteErrorAsync(this HttpResponse response, int status, IReadOnlyDictionary<string, string>? errors = null)
    {
        response.StatusCode = status;
        return response.WriteAsJsonAsync(new ErrorMessage(ErrorMessage.For(status), errors), ErrorJson.Default.ErrorMessage, ContentType);
    }
}
