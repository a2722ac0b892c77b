using System.Net;
using System.Text;
using Voucher.Gateway.Tokens;
using Voucher.ServiceDefaults.Tokens;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Voucher.Gateway.Routing;

/// <summary>What is forwarded, and where to.</summary>
internal static class Routes
{
    /// <summary>Contracts S0 and S1.</summary>
    public const string RequestVoucher = "request-voucher";

    /// <summary>The second call of a two-phase dispense.</summary>
    public const string ConfirmVoucher = "confirm-voucher";

    /// <summary>The largest file of codes, in bytes. Files are streamed, so it bounds no memory.</summary>
    private const long LargestFile = 4L * 1024 * 1024 * 1024;

    /// <summary>The largest journal to be reconciled, in bytes. Streamed as well.</summary>
    private const long LargestJournal = 1024L * 1024 * 1024;

    private const string Auth = "auth";
    private const string Campaigns = "campaigns";
    private const string Issuance = "issuance";

    /// <summary>Issuance where it may be silent for longer: while it compares a journal, and before the first row of an export.</summary>
    private const string IssuanceAtLength = "issuance-at-length";

    /// <summary>An authenticated caller. What it may do is for the service behind the route to say.</summary>
    private const string AnyPartner = "default";

    public static IReadOnlyList<RouteConfig> All { get; } =
    [
        // Only POST, so that other methods are answered 405 before anybody asks for a token.
        Route(RequestVoucher, "/api/v1/voucher/request", Issuance, HttpMethods.Post),
        Route(ConfirmVoucher, "/api/v1/voucher/confirm", Issuance, HttpMethods.Post),
        Route("transactions", "/api/v1/transactions", Issuance, HttpMethods.Get),
        Route("look-up-transaction", "/api/v1/transactions/lookup", Issuance, HttpMethods.Get),
        Route("export-transactions", "/api/v1/transactions/export", IssuanceAtLength, HttpMethods.Get),
        Route("reconcile", "/api/v1/reconciliations", IssuanceAtLength, HttpMethods.Post) with { MaxRequestBodySize = LargestJournal },
        Route("reconciliations", "/api/v1/reconciliations/{**rest}", Issuance, HttpMethods.Get),
        Route("subscriptions", "/api/v1/subscriptions/{**rest}", Issuance),
        Route("redeem-for-account", "/external/api/v1/vouchers/redeem", Issuance, HttpMethods.Post) with { Metadata = VoucherBodyLimit.Small },
        Route("account-products", "/external/api/v1/accounts/{id}/products", Issuance, HttpMethods.Get),
        Route("report-voucher", "/v2/voucher", Issuance, HttpMethods.Post) with { Metadata = Small(TokenForms.WithTokenScheme) },
        Route("reported-voucher", "/v2/voucher/{code}", Issuance, HttpMethods.Get) with { Metadata = TokenForms.WithTokenScheme },
        .. VoucherResource("submission"),
        .. VoucherResource("distribution"),
        // Their signature stands for a token.
        Route("barcode", "/vouchers/{id}/barcode", Issuance, HttpMethods.Get) with { AuthorizationPolicy = null },
        Route("printable-page", "/vouchers/{id}/print", Issuance, HttpMethods.Get) with { AuthorizationPolicy = null },
        Route("admin-parties", "/admin/v1/parties/{**rest}", Auth),
        Route("admin-tokens", "/admin/v1/tokens/{**rest}", Auth),
        Route("admin-audit-access", "/admin/v1/audit/access", Auth),
        Route("admin-campaigns", "/admin/v1/campaigns/{**rest}", Campaigns),
        Route("admin-categories", "/admin/v1/categories/{**rest}", Campaigns),
        Route("admin-audit-campaigns", "/admin/v1/audit/campaigns", Campaigns),
        Route("admin-campaign-imports", "/admin/v1/campaigns/{id}/imports", Issuance) with { MaxRequestBodySize = LargestFile },
        Route("admin-campaign-codes", "/admin/v1/campaigns/{id}/codes/{**rest}", Issuance),
        Route("admin-campaign-stock", "/admin/v1/campaigns/{id}/stock", Issuance),
        Route("admin-imports", "/admin/v1/imports/{**rest}", Issuance),
        Route("admin-stock", "/admin/v1/stock", Issuance),
        Route("admin-explain", "/admin/v1/explain", Issuance),
        Route("admin-declined-requests", "/admin/v1/declined-requests", Issuance),
        Route("admin-people", "/admin/v1/people/{**rest}", Issuance),
        Route("admin-missed-lookups", "/admin/v1/missed-lookups", Issuance),
        Route("admin-reconciliations", "/admin/v1/reconciliations/{**rest}", Issuance),
        Route("admin-subscriptions", "/admin/v1/subscriptions/{**rest}", Issuance),
        Route("admin-audit-codes", "/admin/v1/audit/codes", Issuance),
    ];

    public static IReadOnlyList<ClusterConfig> Clusters(IConfiguration configuration) =>
    [
        Cluster(configuration, Issuance, Issuance, TimeSpan.FromSeconds(30)),
        Cluster(configuration, IssuanceAtLength, Issuance, TimeSpan.FromMinutes(3)),
        // A revocation waits, while Redis is away, until no entry of a token can be alive.
        Cluster(configuration, Auth, Auth, TimeSpan.FromMinutes(2)),
        Cluster(configuration, Campaigns, Campaigns, TimeSpan.FromSeconds(30)),
    ];

    /// <summary>Contract S2, below one of its prefixes: tokens may come as that has it, and bodies are small.</summary>
    private static IEnumerable<RouteConfig> VoucherResource(string prefix)
    {
        var metadata = Small(TokenForms.WithApiKey);
        return
        [
            Route($"{prefix}-vouchers", $"/{prefix}/offers/{{offer}}/vouchers", Issuance, HttpMethods.Get) with { Metadata = metadata },
            Route($"{prefix}-voucher", $"/{prefix}/offers/{{offer}}/vouchers/{{id}}", Issuance, HttpMethods.Get, HttpMethods.Put) with { Metadata = metadata },
            Route($"{prefix}-advertisers-voucher", $"/{prefix}/advertisers/{{advertiser}}/vouchers/{{id}}", Issuance, HttpMethods.Get, HttpMethods.Put)
                with { Metadata = metadata },
        ];
    }

    private static Dictionary<string, string> Small(IReadOnlyDictionary<string, string> metadata) => new([.. metadata, .. VoucherBodyLimit.Small]);

    private static RouteConfig Route(string id, string path, string cluster, params string[] methods) => new()
    {
        RouteId = id,
        ClusterId = cluster,
        Match = new RouteMatch { Path = path, Methods = methods.Length == 0 ? null : methods },
        AuthorizationPolicy = AnyPartner,
    };

    private static ClusterConfig Cluster(IConfiguration configuration, string id, string service, TimeSpan patience) => new()
    {
        ClusterId = id,
        Destinations = new Dictionary<string, DestinationConfig>(StringComparer.Ordinal)
        {
            [service] = new() { Address = ServiceClient.AddressOf(configuration, service).AbsoluteUri },
        },
        // As Kestrel has read them; by default one letter beyond ASCII in any header would be 502.
        HttpClient = new HttpClientConfig { RequestHeaderEncoding = Encoding.UTF8.WebName },
        HttpRequest = new ForwarderRequestConfig
        {
            ActivityTimeout = patience,
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        },
    };
}
