using Aspire.Hosting.Dashboard.ResourceService;

namespace Voucher.StandIns.Tests.Dashboard;

public sealed class ResourceServiceRefusalTests
{
    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    [InlineData(null)]
    public async Task Without_the_key_there_is_no_answer(string? key)
    {
        await using var application = await ServedApplication.StartAsync();
        using var client = application.Client(key);

        Assert.Equal(GrpcStatus.Unauthenticated, await client.StatusOfAsync("WatchResources", GrpcClient.Frame([])));
        Assert.Equal(GrpcStatus.Unauthenticated, await client.StatusOfAsync("Unknown", GrpcClient.Frame([])));
    }

    [Fact]
    public async Task A_request_that_is_no_call_is_refused()
    {
        await using var application = await ServedApplication.StartAsync();
        using var client = application.Client();

        Assert.Equal(GrpcStatus.Unimplemented, await client.StatusOfAsync("Unknown", GrpcClient.Frame([])));
        Assert.Equal(GrpcStatus.Unimplemented, await client.StatusOfAsync("WatchResources", GrpcClient.Frame([], compressed: 1)));
        Assert.Equal(GrpcStatus.InvalidArgument, await client.StatusOfAsync("WatchResources", []));
        Assert.Equal(GrpcStatus.InvalidArgument, await client.StatusOfAsync("WatchResources", [0, 0, 0, 0, 9]));
        Assert.Equal(GrpcStatus.InvalidArgument, await client.StatusOfAsync("ExecuteResourceCommand", GrpcClient.Frame([255])));

        var tooLong = GrpcClient.Frame(new byte[GrpcFrame.MaxRequestLength]);
        Assert.Equal(GrpcStatus.ResourceExhausted, await client.StatusOfAsync("ExecuteResourceCommand", tooLong));
    }
}
