using System.Text;
using Microsoft.AspNetCore.Http;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;
using GatewayService = Voucher.TestStores.RunningService<Voucher.Gateway.Overload.OverloadOptions>;

namespace Voucher.Gateway.Tests.Documentation;

public sealed class RouteTests(Services services) : IClassFixture<Services>
{
    private readonly ApiDocument document = TheDocument.Read();

    [Fact]
    public void The_document_has_the_services_routes_and_no_others()
    {
        var described = document.Operations.Select(operation => operation.Route).Order(StringComparer.Ordinal);
        var routes = services.Routes.Values.SelectMany(routes => routes).Order(StringComparer.Ordinal);
        Assert.Equal(routes, described);
    }

    [Fact]
    public async Task The_gateway_brings_every_operation_to_its_service()
    {
        var backends = new Dictionary<string, Backend>();
        foreach (var service in services.Routes.Keys)
            backends[service] = await Backend.StartAsync();
        backends["auth"].Answer = context => context.Response.WriteAsJsonAsync(new { token = TestTokens.OfOperator() });
        var settings = backends.ToDictionary(backend => $"services:{backend.Key}:http:0", backend => backend.Value.Address);
        settings["ConnectionStrings:redis"] = await Stores.RedisAsync();
        await using (var gateway = new GatewayService(settings))
        {
            using var client = gateway.CreateClient().WithToken(PartnerToken.Generate());
            foreach (var operation in document.Operations)
            {
                using var request = new HttpRequestMessage(HttpMethod.Parse(operation.Method), ExamplePath(operation));
                if (operation.Said.TryGetProperty("requestBody", out _))
                    request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                using var response = await client.SendAsync(request);
                Assert.True(response.IsSuccessStatusCode, $"{operation.Name}: {response.StatusCode}");
            }
        }
        foreach (var (service, backend) in backends)
        {
            var arrived = backend.Received.Where(request => !request.Path.StartsWith("/internal/", StringComparison.Ordinal))
                .Select(request => document.Find(request.Method, request.Path).Route);
            Assert.Equal(services.Routes[service].Order(StringComparer.Ordinal), arrived.Order(StringComparer.Ordinal));
            await backend.DisposeAsync();
        }
    }

    private string ExamplePath(ApiOperation operation) => document.ParametersOf(operation).Aggregate(
        operation.Path, (path, parameter) => path.Replace($"{{{parameter.GetProperty("name")}}}", parameter.GetProperty("example").ToString(), StringComparison.Ordinal));
}
