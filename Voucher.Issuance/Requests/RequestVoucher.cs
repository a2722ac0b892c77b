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
    /// One voucher for the request, or why there is none: of the first of its categories, and the first campaign of that, that has a code to
    /// give. The same request id yields the same voucher, however many calls run side by side. When it says that the request is served, the
    /// voucher is on disk.
    /// </summary>
    /// <exception cref="OperationCanceledException">Patience ended; nothing is known to be issued.</exception>
    /// <exception cref="HttpRequestException">Campaigns is away and no kept answer serves.</exception>
    public async Task<RequestOutcome> RunAsync(VoucherRequest request, CancellationToken cancellationToken)
    {
        var fingerprint = request.RequestId is null ? null : RequestFingerprint.Of(request);
        var declined = new RequestOutcome.Declined(DeclineReason.Depleted, null);
        foreach (var categoryId in request.CategoryIds)
        {
            var match = await matches.FindAsync(request.DistributorId, categoryId, cancellationToken);
            if (match.Candidates.Count == 0)
                declined = new RequestOutcome.Declined(match.Reason ?? DeclineReason.Depleted, null);
            foreach (var candidate in match.Candidates)
            {
                var outcome = candidate.ReasonAgainst(time.GetUtcNow()) is { } reason
                    ? new RequestOutcome.Declined(reason, candidate.CampaignId)
                    : await TryServeAsync(request, fingerprint, categoryId, candidate, cancellationToken);
                if (outcome is not RequestOutcome.Declined { IsFinal: false } next)
                    return outcome;
                declined = next;
            }
        }

        // A request that was served before is served again, also when its campaign has ended since.
        return request.RequestId is not null
            && await findVoucher.ByRequestAsync(request.DistributorId, request.RequestId, cancellationToken) is { } earlier
                ? Replay(earlier, fingerprint)
                : declined;
    }

    /// <summary>Declined, but not finally, when the campaign has no code for the request.</summary>
    private async Task<RequestOutcome> TryServeAsync(
        VoucherRequest request, byte[]? fingerprint, string categoryId, Candidate candidate, CancellationToken cancellationToken)
    {
        var claimant = request.RequestId is null ? "" : PoolKeys.RequestOf(request.DistributorId, request.RequestId, fingerprint);
        while (true)
        {
            var (claim, refusal) = await claimCode.ClaimAsync(candidate, request.DistributorId, request.TerminalId, claimant, cancellationToken);
            if (claim is null)
                return new RequestOutcome.Declined(refusal!, candidate.CampaignId);
            switch (await ledger.WriteAsync(EntryOf(request, fingerprint, categoryId, candidate, claim), cancellationToken))
            {
                case LedgerOutcome.Issued issued:
                    settler.Settle(claim);
                    return new RequestOutcome.Served(issued.Voucher, IsReplay: false);
                case LedgerOutcome.AlreadyAnswered answered:
                    await GiveBackAsync(claim, answered.GiveBack);
                    return Replay(answered.Voucher, fingerprint);
                case LedgerOutcome.Unknown:
                    return new RequestOutcome.Unknown();
                case LedgerOutcome.CodeIsIssued:
                    await TryAsync(() => putBackCode.UncountAsync(claim), cancellationToken);
                    break;
                case LedgerOutcome.Lapsed:
                    await TryAsync(() => ReplaceAsync(claim, candidate, cancellationToken), cancellationToken);
                    break;
            }
        }
    }

    private LedgerEntry EntryOf(VoucherRequest request, byte[]? fingerprint, string categoryId, Candidate candidate, Claim claim)
    {
        var issuedAt = claim.Claimant.At;
        return new LedgerEntry(
            claim, categoryId, request.Shape == RequestShape.Products ? categoryId : request.ProductId, request.RequestId, fingerprint,
            candidate.ExpiresAt(issuedAt), candidate.UsableFrom(issuedAt), ConfirmBy(request, issuedAt));
    }

    /// <summary>Reckoned from now: a retry may find a claim that its first call made half a minute ago.</summary>
    private DateTimeOffset? ConfirmBy(VoucherRequest request, DateTimeOffset issuedAt)
    {
        if (request.ConfirmWithinSeconds is not { } seconds)
            return null;
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        return (now > issuedAt ? now : issuedAt).AddSeconds(seconds);
    }

    /// <summary>Makes the next claim another one: were Redis still in an epoch that PostgreSQL has left, all its claims would lapse.</summary>
    private async Task ReplaceAsync(Claim claim, Candidate candidate, CancellationToken cancellationToken)
    {
        await putBackCode.PutBackAsync(claim);
        await rebuilder.RebuildAsync(claim.CampaignId, counting: candidate.Limits is not null).WaitAsync(cancellationToken);
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

    private async Task GiveBackAsync(Claim claim, GiveBack giveBack)
    {
        try
        {
            switch (giveBack)
            {
                case GiveBack.Nothing:
                    settler.Settle(claim);
                    break;
                case GiveBack.Counts:
                    await putBackCode.UncountAsync(claim);
                    break;
                default:
                    await putBackCode.PutBackAsync(claim);
                    break;
            }
        }
        catch (Exception error) when (StoreFault.IsPassing(error))
        {
            // The claim stays in flight, and the sweeper gives back what is left of it.
        }
    }

    private RequestOutcome Replay(IssuedVoucher voucher, byte[]? fingerprint)
    {
        if (!voucher.Fingerprint.AsSpan().SequenceEqual(fingerprint))
            return new RequestOutcome.OtherParameters();
        // One request, one voucher: not even one that went back is replaced by another.
        return voucher.HasLapsed(time.GetUtcNow())
            ? new RequestOutcome.Declined(DeclineReason.NotConfirmed, voucher.CampaignId, IsFinal: true)
            : new RequestOutcome.Served(voucher, IsReplay: true);
    }
}
