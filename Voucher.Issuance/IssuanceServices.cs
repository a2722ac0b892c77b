using Voucher.Issuance.Capacity;
using Voucher.Issuance.Claims;
using Voucher.Issuance.Confirmation;
using Voucher.Issuance.Guessing;
using Voucher.Issuance.Imports;
using Voucher.Issuance.Inventory;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Links;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Offers;
using Voucher.Issuance.People;
using Voucher.Issuance.Pools;
using Voucher.Issuance.Reconciliation;
using Voucher.Issuance.Reported;
using Voucher.Issuance.Requests;
using Voucher.Issuance.Resource;
using Voucher.Issuance.Stock;
using Voucher.Issuance.Transactions;
using Voucher.Issuance.Vouchers;
using Voucher.Issuance.Webhooks;

namespace Voucher.Issuance;

/// <summary>The service's parts.</summary>
public static class IssuanceServices
{
    /// <summary>Adds the use cases and what runs behind them.</summary>
    public static IServiceCollection AddIssuance(this IServiceCollection services)
    {
        services.AddOptions<IssuanceOptions>()
            .BindConfiguration("Issuance")
            .ValidateDataAnnotations()
            .Validate(options => options.AbandonAfter > options.RequestPatience, "Issuance:AbandonAfter must be longer than Issuance:RequestPatience.")
            .ValidateOnStart();
        services.AddSingleton<IssuanceMetrics>();

        services.AddSingleton<RequestVoucher>();
        services.AddBackground<DeclinedRequests>();

        services.AddSingleton<CampaignMatches>();
        services.AddHostedService<ChangeWatcher>();

        services.AddSingleton<KnownOffers>();
        services.AddSingleton<PartyNames>();
        services.AddSingleton<FindHeldVoucher>();
        services.AddSingleton<EndVoucher>();

        services.AddOptions<SignedLinkOptions>().BindConfiguration("Links").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<SignedLinks>();
        services.AddSingleton<OpenLink>();
        services.AddSingleton<SeenVouchers>();

        services.AddSingleton<ClaimCode>();
        services.AddSingleton<PutBackCode>();
        services.AddBackground<ClaimSettler>();
        services.AddSingleton<ClaimSweeper>();

        services.AddSingleton<DayCounts>();
        services.AddSingleton<TakeBackReturns>();
        services.AddSingleton<ReturnVouchers>();
        services.AddHostedService<ReturnRounds>();

        services.AddSingleton<PoolRebuilder>();
        services.AddSingleton<PoolFiller>();
        services.AddHostedService<PoolKeeper>();

        services.AddBackground<LedgerWriter>();
        services.AddSingleton<FindVoucher>();
        services.AddSingleton<AddCodes>();
        services.AddSingleton<WithdrawCodes>();

        services.AddSingleton<IssueRates>();
        services.AddSingleton<TakeStock>();
        services.AddSingleton<StockMetrics>();
        services.AddBackground<StockWatch>();

        services.AddSingleton<UploadCodes>();
        services.AddSingleton<ReceiveFile>();
        services.AddSingleton<GenerateLines>();
        services.AddSingleton<ProveImport>();
        services.AddSingleton<CommitImport>();
        services.AddBackground<ImportRunner>();

        services.AddWebhooks();

        services.AddSingleton<ExportTransactions>();
        services.AddSingleton<ReconcileJournal>();
        services.AddSingleton<UploadJournal>();
        services.AddBackground<ReconciliationSweeper>();

        services.AddGuessing();
        services.AddSingleton<ReportedVouchers>();
        services.AddSingleton<FindPerson>();
        services.AddSingleton<ErasePerson>();
        services.AddSingleton<ExportPerson>();
        services.AddBackground<PersonRetention>();
        return services;
    }

    /// <summary>Adds a part that others use and that runs in the background as well.</summary>
    private static void AddBackground<T>(this IServiceCollection services)
        where T : BackgroundService
    {
        services.AddSingleton<T>();
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }
}
