using Voucher.Issuance.Claims;
using Voucher.Issuance.Ledger;
using Voucher.Issuance.Matching;
using Voucher.Issuance.Pools;

namespace Voucher.Issuance.Requests;

/// <summary>Finds a campaign, claims a code of it and writes the voucher.</summary>
public sealed class RequestVoucher(
    CampaignMatches matches,
    ClaimCode claimCode,
    PutBackCode putBackCode,
    ClaimSettler settler,
    LedgerWriter ledger,
    FindVoucher findVoucher,
    PoolRebuilder rebuilder,
    TimeProvider time)
{
    /// <summary>How long to wait for a store that does not answer before a lapsed claim is replaced.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// One voucher for the request, or why there is none. The same request id yields the same voucher, however many calls run side by
    /// side. When it says that the request is served, the voucher is on disk.
    /// </summary>
    /// <exception cref="OperationCanceledException">Patience ended; nothing is known to be issued.</exception>
    /// <exception cref="HttpRequestException">Campaigns is away and no kept answer serves.</exception>
    public async Task<RequestOutcome> RunAsync(VoucherRequest request, CancellationToken cancellationToken)
    {
        var fingerprint = request.RequestId is null ? null : RequestFingerprint.Of(request);
        var match = await matches.FindAsync(request.DistributorId, request.CategoryId, cancellationToken);
        var declined = new RequestOutcome.Declined(match.Reason ?? DeclineReason.Depleted, null);
        foreach (var candidate in match.Candidates)
        {
            if (candidate.ReasonAgainst(time.GetUtcNow()) is { } reason)
                declined = new RequestOutcome.Declined(reason, candidate.CampaignId);
            else if (await TryServeAsync(request, fingerprint, candidate, cancellationToken) is { } outcome)
                return outcome;
            else
                declined = new RequestOutcome.Declined(DeclineReason.Depleted, candidate.CampaignId);
        }

        // A request that was served before is served again, also when its campaign has ended since.
        return request.RequestId is not null
            && await findVoucher.ByRequestAsync(request.DistributorId, request.RequestId, cancellationToken) is { } earlier
                ? Replay(earlier, fingerprint)
                : declined;
    }

    /// <summary>Null when the campaign has no code left.</summary>
    private async Task<RequestOutcome?> TryServeAsync(
        VoucherRequest request, byte[]? fingerprint, Candidate candidate, CancellationToken cancellationToken)
    {
        var claimant = request.RequestId is null ? null : PoolKeys.RequestOf(request.DistributorId, request.RequestId);
        while (await claimCode.ClaimAsync(candidate.CampaignId, claimant, cancellationToken) is { } claim)
        {
            var now = NowInSeconds();
            var entry = new LedgerEntry(
                claim, request.DistributorId, request.TerminalId, request.CategoryId, request.ProductId, request.RequestId, fingerprint,
                now, candidate.ExpiresAt(now), candidate.UsableFrom(now));
            switch (await ledger.WriteAsync(entry, cancellationToken))
            {
                case LedgerOutcome.Issued issued:
                    settler.Settle(claim);
                    return new RequestOutcome.Served(issued.Voucher, IsReplay: false);
                case LedgerOutcome.AlreadyAnswered answered:
                    await GiveBackAsync(claim, answered.CodeIsFree);
                    return Replay(answered.Voucher, fingerprint);
                case LedgerOutcome.Unknown:
                    return new RequestOutcome.Unknown();
                case LedgerOutcome.CodeIsIssued:
                    await TryAsync(() => settler.SettleAsync([claim]), cancellationToken);
                    break;
                case LedgerOutcome.Lapsed:
                    await TryAsync(() => ReplaceAsync(claim, cancellationToken), cancellationToken);
                    break;
            }
        }
        return null;
    }

    /// <summary>Makes the next claim another one: were Redis still in an epoch that PostgreSQL has left, all its claims would lapse.</summary>
    private async Task ReplaceAsync(Claim claim, CancellationToken cancellationToken)
    {
        await putBackCode.PutBackAsync(claim);
        await rebuilder.RebuildAsync(claim.CampaignId).WaitAsync(cancellationToken);
    }

    private async Task TryAsync(Func<Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work();
        }
        catch (Exception error) when (StoreFault.IsPassing(error))
        {
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task GiveBackAsync(Claim claim, bool codeIsFree)
    {
        if (!codeIsFree)
        {
            settler.Settle(claim);
            return;
        }
        try
        {
            await putBackCode.PutBackAsync(claim);
        }
        catch (Exception error) when (StoreFault.IsPassing(error))
        {
            // The claim stays in flight, and the sweeper puts the code back.
        }
    }

    private static RequestOutcome Replay(IssuedVoucher voucher, byte[]? fingerprint) =>
        voucher.Fingerprint.AsSpan().SequenceEqual(fingerprint)
            ? new RequestOutcome.Served(voucher, IsReplay: true)
            : new RequestOutcome.OtherParameters();

    private DateTimeOffset NowInSeconds() => DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
}
