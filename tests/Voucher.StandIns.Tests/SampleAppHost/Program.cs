// The AppHost that tests start, change and kill.
var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true });

var redis = builder.AddRedis("redis");
var database = builder.AddPostgres("postgres").WithDataVolume().AddDatabase("sampledb");

var service = builder.AddProject<Projects.Sample_Service>("service")
    .WithReference(redis).WaitFor(redis)
    .WithReference(database).WaitFor(database)
    .WithHttpHealthCheck("/health");

var front = builder.AddProject<Projects.Sample_Service>("front", launchProfileName: null)
    .WithHttpEndpoint()
    .WithReference(service).WaitFor(service)
    .WithHttpHealthCheck("/health");

// Those who start this program read the line.
builder.Eventing.Subscribe<ResourceReadyEvent>(front.Resource, (_, _) => Console.Out.WriteLineAsync($"ready: {service.GetEndpoint("http").Url}"));

await builder.Build().RunAsync();
