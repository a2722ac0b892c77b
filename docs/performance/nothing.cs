#:sdk Microsoft.NET.Sdk.Web
#:property PublishAot=false

// The endpoint that does nothing: an answer like Issuance's, from memory.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
var answer = """{"campaign_id":"CAMP-BETATHOME-001","voucher_code":"BET-5ZQX-KC2K4H","expiry_date":"2027-03-31T23:59:59Z","issued_at":"2026-11-21T21:07:10Z"}"""u8.ToArray();
app.MapPost("/api/v1/voucher/request", async context =>
{
    context.Response.ContentType = "application/json; charset=utf-8";
    context.Response.ContentLength = answer.Length;
    await context.Response.Body.WriteAsync(answer);
});
await app.RunAsync();
