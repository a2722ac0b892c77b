using Voucher.Gateway.Tokens;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Voucher.Gateway.Routing;

/// <summary>
/// What services are told by header: the internal token in the place of the partner's (none on routes that ask nobody for a token), and nothing by
/// which a client could pass itself off as somebody else. <c>X-Forwarded-*</c> are set by the proxy, whatever the client sent.
/// </summary>
internal static class ForwardedHeaders
{
    private static readonly string[] NotForwarded =
        ["Cookie", "Forwarded", "Proxy-Authorization", "X-Adility-Api-Key", "X-Original-Url", "X-Real-Ip", "X-Rewrite-Url"];

    public static void Transform(TransformBuilderContext route)
    {
        var isOpen = route.Route.AuthorizationPolicy is null;
        route.AddRequestTransform(transform =>
        {
            var headers = transform.ProxyRequest.Headers;
            foreach (var name in NotForwarded)
                headers.Remove(name);
            headers.Remove("Authorization");
            if (!isOpen)
                headers.TryAddWithoutValidation("Authorization", $"Bearer {InternalToken.Of(transform.HttpContext)}");
            return ValueTask.CompletedTask;
        });
    }
}
