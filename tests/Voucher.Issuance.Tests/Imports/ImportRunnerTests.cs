using System.Net;
using Npgsql;
using Voucher.Issuance.Imports;
using Voucher.TestStores;

namespace Voucher.Issuance.Tests.Imports;

/// <summary>Imports go through over crashes, and are called off only while nothing has been added.</summary>
public sealed class ImportRunnerTests : IAsyncLifetime
{
    private IssuanceService service = null!;

    public async Task InitializeAsync() => service = await IssuanceService.StartAsync();

    public async Task DisposeAsync() => await service.DisposeAsync();

    [Fact]
    public async Task An_import_that_was_cut_short_between_two_commits_goes_on_where_it_ended()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var codes = ImportClient.NewCodes(50_000);
        var turn = await HoldTurnAsync();
        var accepted = await client.UploadAsync(campaign, string.Join('\n', codes));
        var task = await TaskAsync();
        Assert.Equal("committing", await service.Get<ProveImport>().ProveAsync(task, default));
        Assert.True(await service.Get<CommitImport>().CommitChunkAsync(task, default));
        Assert.Equal(codes.Take(20_000), await service.InventoryAsync(campaign));

        await turn.DisposeAsync();
        var import = await client.EndOfAsync(accepted);

        Assert.Equal(("completed", 50_000), (import.State, import.Committed));
        Assert.Equal(codes, await service.InventoryAsync(campaign));
        Assert.Equal(50_000, await service.ReadAsync<long>("SELECT max(seq) FROM codes WHERE campaign_id = @campaign", new { campaign }));
    }

    [Fact]
    public async Task A_process_that_was_held_up_while_another_took_over_goes_on_behind_what_that_has_added()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var codes = ImportClient.NewCodes(45_000);
        await using var turn = await HoldTurnAsync();
        using var accepted = await client.UploadAsync(campaign, string.Join('\n', codes));
        var task = await TaskAsync();
        await service.Get<ProveImport>().ProveAsync(task, default);
        await using (var connection = await service.Database.OpenConnectionAsync())
        await using (var hold = await connection.BeginTransactionAsync())
        {
            await using (var pool = new NpgsqlCommand("INSERT INTO pools (campaign_id) VALUES ($1)", connection) { Parameters = { new() { Value = campaign } } })
                await pool.ExecuteNonQueryAsync();
            var both = Task.WhenAll(service.Get<CommitImport>().CommitChunkAsync(task, default), service.Get<CommitImport>().CommitChunkAsync(task, default));
            await Eventually.IsTrueAsync(() => service.ReadAsync<bool>(
                "SELECT count(*) = 2 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' AND pid <> pg_backend_pid()"));
            await hold.RollbackAsync();
            Assert.All(await both, Assert.True);
        }

        Assert.Equal(codes.Take(40_000), await service.InventoryAsync(campaign));
    }

    [Fact]
    public async Task A_proof_that_was_cut_short_is_done_again_with_the_same_result()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var code = ImportClient.NewCode();
        var turn = await HoldTurnAsync();
        var accepted = await client.UploadAsync(campaign, $"{code}\n{code}\n\u00dc\n", "?problems=skip");
        var lines = (await TaskAsync()).Lines;
        await using (var connection = await service.Database.OpenConnectionAsync())
        await using (var mark = lines.Command("UPDATE import_lines SET problem = 'duplicate', detail = 'marked before' WHERE line = 2", connection))
            await mark.ExecuteNonQueryAsync();

        await turn.DisposeAsync();
        var import = await client.EndOfAsync(accepted);

        Assert.Equal(("completed", 1, 1, 1), (import.State, import.Accepted, import.Duplicates, import.Invalid));
        Assert.Equal([code], await service.InventoryAsync(campaign));
    }

    [Fact]
    public async Task Two_processes_that_go_on_with_imports_add_each_code_once()
    {
        await using var second = await IssuanceService.StartAsync(beside: service);
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var files = Enumerable.Range(0, 4).Select(_ => ImportClient.NewCodes(30_000)).ToArray();

        var imports = await Task.WhenAll(files.Select(async (file, i) =>
        {
            using var one = (i % 2 == 0 ? service : second).Operator();
            HttpResponseMessage answer;
            do
            {
                answer = await one.UploadAsync(campaign, string.Join('\n', file));
            }
            while (answer.StatusCode == HttpStatusCode.TooManyRequests);
            return await one.EndOfAsync(answer);
        }));

        Assert.All(imports, import => Assert.Equal(("completed", 30_000), (import.State, import.Committed)));
        Assert.Equal(files.SelectMany(file => file).Order(StringComparer.Ordinal), (await service.InventoryAsync(campaign)).Order(StringComparer.Ordinal));
        Assert.Equal(
            (120_000, 120_000),
            (await service.ReadAsync<long>("SELECT last_seq FROM pools WHERE campaign_id = @campaign", new { campaign }),
             await service.ReadAsync<long>("SELECT max(seq) FROM codes WHERE campaign_id = @campaign", new { campaign })));
    }

    [Fact]
    public async Task The_same_file_for_two_campaigns_at_once_is_imported_for_one()
    {
        using var client = service.Operator();
        var campaigns = new[] { await service.AddCampaignAsync(codes: 0), await service.AddCampaignAsync(codes: 0) };
        var file = string.Join('\n', ImportClient.NewCodes(5_000));

        var imports = await Task.WhenAll(campaigns.Select(async campaign => await client.EndOfAsync(await client.UploadAsync(campaign, file))));

        Assert.Equal(["completed", "rejected"], imports.Select(import => import.State).Order(StringComparer.Ordinal));
        Assert.Equal(5_000, imports.Single(import => import.State == "rejected").Duplicates);
    }

    [Fact]
    public async Task An_import_that_arrives_later_with_an_earlier_number_is_proved_when_the_codes_of_the_first_are_in()
    {
        using var client = service.Operator();
        var (early, late) = (await service.AddCampaignAsync(codes: 0), await service.AddCampaignAsync(codes: 0));
        var code = ImportClient.NewCode();
        var turn = await HoldTurnAsync();
        using var slow = new HeldContent(code);
        var first = client.PostAsync($"/admin/v1/campaigns/{early}/imports", slow);
        await Eventually.IsTrueAsync(() => service.ReadAsync<bool>("SELECT EXISTS (SELECT FROM imports WHERE state = 'receiving')"));
        using var second = await client.UploadAsync(late, code);
        await service.Get<ProveImport>().ProveAsync(await TaskAsync(), default);
        slow.Release();
        using var accepted = await first;

        await turn.DisposeAsync();

        Assert.Equal("completed", (await client.EndOfAsync(second)).State);
        var refused = await client.EndOfAsync(accepted);
        Assert.Equal(("rejected", 1), (refused.State, refused.Duplicates));
    }

    [Fact]
    public async Task An_upload_whose_receiver_died_is_marked_as_failed()
    {
        var campaign = await service.AddCampaignAsync(codes: 0);
        var id = await service.ReadAsync<long>(
            """
            INSERT INTO imports (campaign_id, source, state, problems, allow_guessable, created_by, created_at)
            VALUES (@campaign, 'upload', 'receiving', 'reject', false, 'OPERATOR', now()) RETURNING id
            """,
            new { campaign });

        using var client = service.Operator();
        var import = await client.EndOfAsync(id);

        Assert.Equal(("failed", "The upload broke off. Nothing was imported; upload the file again."), (import.State, import.Message));
    }

    [Fact]
    public async Task An_import_can_be_called_off_until_its_codes_are_being_added()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var turn = await HoldTurnAsync();
        var accepted = await client.UploadAsync(campaign, ImportClient.NewCode());

        Assert.Equal(HttpStatusCode.OK, (await client.PostAsync($"{accepted.Headers.Location}/cancel", content: null)).StatusCode);
        await turn.DisposeAsync();
        var import = await client.EndOfAsync(accepted);

        Assert.Equal(("cancelled", 0), (import.State, import.Committed));
        Assert.Empty(await service.InventoryAsync(campaign));
        using var again = await client.PostAsync($"{accepted.Headers.Location}/cancel", content: null);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("It is cancelled already.", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_import_that_is_adding_codes_cannot_be_called_off_any_more_nor_can_codes_be_withdrawn()
    {
        using var client = service.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        var turn = await HoldTurnAsync();
        var accepted = await client.UploadAsync(campaign, string.Join('\n', ImportClient.NewCodes(20_001)));
        var task = await TaskAsync();
        await service.Get<ProveImport>().ProveAsync(task, default);
        await service.Get<CommitImport>().CommitChunkAsync(task, default);

        Assert.Equal(HttpStatusCode.Conflict, (await client.PostAsync($"{accepted.Headers.Location}/cancel", content: null)).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await client.WithdrawAsync(campaign)).StatusCode);
        await turn.DisposeAsync();
        Assert.Equal(20_001, (await client.EndOfAsync(accepted)).Committed);
    }

    [Fact]
    public async Task More_uploads_at_a_time_than_allowed_are_asked_to_come_again()
    {
        await using var one = await IssuanceService.StartAsync(beside: service, settings: [("MaxUploads", "1")]);
        using var client = one.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);
        using var held = new HeldContent();
        var first = client.PostAsync($"/admin/v1/campaigns/{campaign}/imports", held);
        await Eventually.IsTrueAsync(() => service.ReadAsync<bool>("SELECT EXISTS (SELECT FROM imports WHERE state = 'receiving')"));

        using (var second = await client.UploadAsync(campaign, ImportClient.NewCode()))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(10), second.Headers.RetryAfter!.Delta);
        }
        held.Release();
        Assert.Equal("completed", (await client.EndOfAsync(await first)).State);
        Assert.Equal("completed", (await client.EndOfAsync(await client.UploadAsync(campaign, ImportClient.NewCode()))).State);
    }

    [Fact]
    public async Task A_file_with_more_lines_than_allowed_is_refused()
    {
        await using var one = await IssuanceService.StartAsync(beside: service, settings: [("MaxImportRows", "3"), ("MaxImportBytes", "1000")]);
        using var client = one.Operator();
        var campaign = await service.AddCampaignAsync(codes: 0);

        using var rows = await client.UploadAsync(campaign, string.Join('\n', ImportClient.NewCodes(4)));
        Assert.Equal(HttpStatusCode.BadRequest, rows.StatusCode);
        Assert.Contains("\"line 4\":[\"The file has more than 3 lines. Split it.\"]", await rows.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var bytes = await client.UploadAsync(campaign, new string('A', 1001));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, bytes.StatusCode);
        Assert.Equal("completed", (await client.EndOfAsync(await client.UploadAsync(campaign, string.Join('\n', ImportClient.NewCodes(3))))).State);
    }

    /// <summary>Keeps every process from going on with imports until disposed.</summary>
    private async Task<NpgsqlConnection> HoldTurnAsync()
    {
        var address = new NpgsqlConnectionStringBuilder(service.DatabaseAddress) { Pooling = false }.ConnectionString;
        var connection = new NpgsqlConnection(address);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(2, 0)", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private async Task<ImportTask> TaskAsync()
    {
        await using var connection = await service.Database.OpenConnectionAsync();
        return (await ImportTask.NextAsync(connection, default))!;
    }

    /// <summary>A file with one code whose end is held back.</summary>
    private sealed class HeldContent : HttpContent
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly string code;

        public HeldContent(string? code = null)
        {
            this.code = code ?? ImportClient.NewCode();
            Headers.ContentType = new("text/csv");
        }

        public void Release() => released.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(code));
            await stream.FlushAsync();
            await released.Task;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
