// The service that tests start: it answers what it was given, and crashes when told.
var app = WebApplication.Create(args);

app.MapGet("/health", () => "healthy");
app.MapGet("/environment/{name}", (string name) => Environment.GetEnvironmentVariable(name) ?? "");
app.MapPost("/crash/{code:int}", (int code) => Environment.Exit(code));

app.Run();
