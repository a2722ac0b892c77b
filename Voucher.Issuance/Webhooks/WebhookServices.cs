using System.Net;
using Voucher.Issuance.Events;

namespace Voucher.Issuance.Webhooks;

/// <summary>The parts by which events are told.</summary>
internal static class WebhookServices
{
    public static void AddWebhooks(this IServiceCollection services)
    {
        services.AddOptions<WebhookOptions>()
            .BindConfiguration("Issuance:Webhooks")
            .ValidateDataAnnotations()
            .Validate(options => options.Lease > options.AttemptPatience, "Issuance:Webhooks:Lease must be longer than Issuance:Webhooks:AttemptPatience.")
            .ValidateOnStart();
        services.AddOptions<VoucherEventOptions>().BindConfiguration("VoucherEvents").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<ResolveHost>(Dns.GetHostAddressesAsync);
        services.AddSingleton<Receivers>();
        services.AddSingleton<SendDelivery>();
        services.AddSingleton<WebhookMetrics>();
        services.AddHostedService<VoucherEventConnector>();
        services.AddSingleton<DeliverEvents>();
        services.AddHostedService(provider => provider.GetRequiredService<DeliverEvents>());
        services.AddSingleton<SpreadEvents>();
        services.AddHostedService(provider => provider.GetRequiredService<SpreadEvents>());
        services.AddSingleton<SweepEvents>();
        services.AddHostedService(provider => provider.GetRequiredService<SweepEvents>());
    }
}
