using Microsoft.Extensions.DependencyInjection;
using Voucher.Auth.Tokens;
using Voucher.ServiceDefaults.Tokens;
using Voucher.TestStores;

namespace Voucher.Auth.Tests.Tokens;

public sealed class TokenUsesTests : AuthTests
{
    private TokenUses Uses => Auth.Services.GetRequiredService<TokenUses>();

    [Fact]
    public async Task A_use_is_seen_soon_after()
    {
        var token = await Auth.IssueAsync();
        Assert.Null(await LastUsedAsync(token));
        Assert.NotNull(await Auth.ResolveAsync(token.Text));

        var seen = await Eventually.HoldsAsync(() => LastUsedAsync(token), at => at is not null);

        Assert.InRange(seen!.Value, DateTime.UtcNow.AddSeconds(-30), DateTime.UtcNow);
    }

    [Fact]
    public async Task A_refused_token_is_not_used()
    {
        var token = await Auth.IssueAsync();
        await Auth.ExecuteAsync("UPDATE tokens SET revoked_at = now() WHERE token_id = @Id", new { token.Id });
        Assert.Null(await Auth.ResolveAsync(token.Text));

        await Uses.SaveAsync(CancellationToken.None);

        Assert.Null(await LastUsedAsync(token));
    }

    [Fact]
    public async Task The_latest_use_stays_whoever_writes_last()
    {
        var token = await Auth.IssueAsync();
        var late = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        foreach (var at in new[] { late.AddHours(-1), late, late.AddHours(-2) })
        {
            Uses.Note(HashOf(token), at);
            await Uses.SaveAsync(CancellationToken.None);
        }

        Assert.Equal(late.UtcDateTime, await LastUsedAsync(token));
    }

    [Fact]
    public async Task Writing_does_not_wait_for_whoever_changes_the_token()
    {
        var token = await Auth.IssueAsync();
        await using var changing = await Auth.Database.OpenConnectionAsync();
        await using var transaction = await changing.BeginTransactionAsync();
        await using (var change = changing.CreateCommand())
        {
            change.CommandText = "LOCK TABLE tokens, parties IN ACCESS EXCLUSIVE MODE";
            await change.ExecuteNonQueryAsync();
        }

        Uses.Note(HashOf(token), DateTimeOffset.UtcNow);
        await Uses.SaveAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(5));

        await transaction.RollbackAsync();
        Assert.NotNull(await LastUsedAsync(token));
    }

    [Fact]
    public async Task What_cannot_be_written_waits_for_the_next_time()
    {
        var token = await Auth.IssueAsync();
        await Auth.ExecuteAsync("ALTER TABLE token_uses RENAME TO away");
        Uses.Note(HashOf(token), DateTimeOffset.UtcNow);
        await Uses.SaveAsync(CancellationToken.None);
        await Auth.ExecuteAsync("ALTER TABLE away RENAME TO token_uses");

        await Uses.SaveAsync(CancellationToken.None);

        Assert.NotNull(await LastUsedAsync(token));
    }

    [Fact]
    public async Task A_process_that_stops_writes_what_it_has_seen()
    {
        var database = await Stores.CreateDatabaseAsync();
        IssuedToken token;
        await using (var stopping = await AuthService.StartAsync(database))
        {
            token = await stopping.IssueAsync();
            Assert.NotNull(await stopping.ResolveAsync(token.Text));
        }

        await using var other = await AuthService.StartAsync(database);

        Assert.NotNull((await other.GetAsync($"/admin/v1/tokens/{token.Id}")).Text("last_used_at"));
    }

    private static string HashOf(IssuedToken token) => Convert.ToHexStringLower(PartnerToken.HashOf(token.Text));

    private async Task<DateTime?> LastUsedAsync(IssuedToken token) =>
        (await Auth.GetAsync($"/admin/v1/tokens/{token.Id}")).GetProperty("last_used_at") is { ValueKind: System.Text.Json.JsonValueKind.String } at
            ? at.GetDateTime()
            : null;
}
