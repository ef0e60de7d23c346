using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Xunit.Abstractions;

namespace Verifier.Standalone.Tests;

/// <summary>
/// The real process, killed at random moments while it is told to change and to decide. <c>VERIFIER_CRASHES</c> says how often; a run of hundreds takes some minutes.
/// </summary>
public sealed class CrashTests(ITestOutputHelper output) : Installation
{
    private const int Usually = 25;
    private const int Replayed = 30;

    private static readonly int Crashes = int.TryParse(Environment.GetEnvironmentVariable("VERIFIER_CRASHES"), NumberStyles.None, CultureInfo.InvariantCulture, out int crashes) ? crashes : Usually;

    private readonly int _seed = Random.Shared.Next();
    private readonly CrashModel _model = new();
    private int _counter;

    [Fact]
    public async Task Killed_at_random_moments_it_loses_nothing_that_it_acknowledged_and_accepts_no_proof_twice()
    {
        output.WriteLine($"Seed {_seed}");
        Random random = new(_seed);
        Dictionary<string, int> ends = [];
        for (int crash = 0; crash < Crashes; crash++)
        {
            await using VerifierProcess process = VerifierProcess.Begin(Data, Acme);
            if (random.Next(6) == 0)
            {
                // In the middle of its start: what is being opened, migrated or begun must be whole the next time.
                await Task.Delay(random.Next(900));
                await process.KillAsync();
                Count("at the start");
                continue;
            }

            await process.ListensAsync();
            await CheckAsync(process);
            Count(await WorkAndEndAsync(process, random));
        }

        await using (VerifierProcess last = await VerifierProcess.StartAsync(Data, Acme))
        {
            await CheckAsync(last);
            await last.StopAsync();
        }

        CheckAudit();
        output.WriteLine($"{_model.Acknowledged} changes acknowledged, {_model.Accepted} proofs accepted; ended {string.Join(", ", ends.Select(end => $"{end.Key}: {end.Value}"))}");
        Assert.True(_model.Acknowledged > 0 && _model.Accepted > 0);

        void Count(string end) => ends[end] = ends.GetValueOrDefault(end) + 1;
    }

    private async Task<string> WorkAndEndAsync(VerifierProcess process, Random random)
    {
        using CancellationTokenSource ended = new();
        int seed = random.Next();
        Task[] work = [ChangeTenantsAsync(process, new Random(seed), ended.Token), RevokeAsync(process, ended.Token), ProveAsync(process, ended.Token), ProveAsync(process, ended.Token)];
        await Task.Delay(random.Next(random.Next(3) == 0 ? 100 : 1500));
        string how;
        switch (random.Next(8))
        {
            case 0:
                how = "by a clean stop";
                await process.StopAsync();
                break;
            case 1:
                how = "in the middle of a clean stop";
                Task<int> stopping = process.StopAsync();
                await Task.Delay(random.Next(250));
                await process.KillAsync();
                await stopping;
                break;
            case 2 or 3 or 4:
                how = "with a change just sent";
                Task sent = PutAsync(process, "kept-0", CancellationToken.None);
                await SpinAsync(TimeSpan.FromMicroseconds(random.Next(6000)));
                await process.KillAsync();
                await sent;
                break;
            default:
                how = "at any moment";
                await process.KillAsync();
                break;
        }

        await ended.CancelAsync();
        await Task.WhenAll(work);
        return how;
    }

    private async Task ChangeTenantsAsync(VerifierProcess process, Random random, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            if (random.Next(4) > 0)
            {
                await PutAsync(process, $"kept-{1 + random.Next(4)}", ended);
                continue;
            }

            string tenant = $"gone-{random.Next(3)}";
            await PutAsync(process, tenant, ended);
            _model.Begins(tenant, null);
            if (await TryAsync(() => process.AdminAsync(HttpMethod.Delete, $"/v1/tenants/{tenant}", cancellationToken: ended)) is (HttpStatusCode.NoContent, _, _))
            {
                _model.Ends(tenant, null, null);
            }
        }
    }

    private async Task PutAsync(VerifierProcess process, string tenant, CancellationToken ended)
    {
        string audience = $"https://api.test/{Interlocked.Increment(ref _counter)}";
        _model.Begins(tenant, audience);
        if (await TryAsync(() => process.AdminAsync(HttpMethod.Put, $"/v1/tenants/{tenant}", Policy(audience), ended)) is (HttpStatusCode.OK or HttpStatusCode.Created, var etag, _))
        {
            _model.Ends(tenant, audience, etag);
        }
    }

    private async Task RevokeAsync(VerifierProcess process, CancellationToken ended)
    {
        while (!ended.IsCancellationRequested)
        {
            string subject = $"user-{Interlocked.Increment(ref _counter)}";
            _model.BeginsToRevoke(subject);
            if (await TryAsync(() => process.AdminAsync(HttpMethod.Post, "/v1/tenants/acme/revocations", new JsonObject { ["sub"] = subject }, ended)) is (HttpStatusCode.Created, _, _))
            {
                _model.Revoked(subject);
            }
        }
    }

    private async Task ProveAsync(VerifierProcess process, CancellationToken ended)
    {
        string? nonce = null;
        while (!ended.IsCancellationRequested)
        {
            JsonObject request = Proven(nonce: nonce);
            JsonObject? verdict = await DecideAsync(process, request, ended);
            nonce = verdict is null ? nonce : NonceOf(verdict) ?? nonce;
            if (verdict is not null && IsAllowed(verdict))
            {
                _model.Accept(request);
            }
        }
    }

    /// <summary>After a start: everything acknowledged is there, nothing else is, and what was accepted once is accepted no more.</summary>
    private async Task CheckAsync(VerifierProcess process)
    {
        // First the proofs: if there is a moment in which they pass, it is now.
        JsonObject[] verdicts = await Task.WhenAll(_model.Latest(Replayed).Select(request => process.DecideAsync(request)));
        Assert.All(verdicts, verdict => Assert.Contains(ReasonOf(verdict), (string[])["proof_replayed", "replay_fence", "nonce_invalid", "token_expired"]));

        JsonObject tenants = await process.AskAdminAsync(HttpMethod.Get, "/v1/tenants");
        _model.CheckTenants(tenants["tenants"]!.AsArray().Where(tenant => (string)tenant!["source"]! == "api").ToDictionary(tenant => (string)tenant!["tenant"]!, tenant => (string)tenant!["policy"]!["audiences"]![0]!));
        JsonObject revocations = await process.AskAdminAsync(HttpMethod.Get, "/v1/tenants/acme/revocations");
        _model.CheckRevoked(revocations["revocations"]!.AsArray().Select(revocation => (string)revocation!["sub"]!).ToHashSet());
    }

    /// <summary>Every change that was acknowledged has its entry, and every version that is stored.</summary>
    private void CheckAudit()
    {
        using SqliteConnection database = new($"Data Source={Database};Mode=ReadOnly;Pooling=False");
        database.Open();
        HashSet<string> audited = Read("SELECT detail FROM audit WHERE what IN ('tenant.created', 'tenant.replaced')");
        Assert.Empty(_model.ETags.Except(audited));
        Assert.Empty(Read("SELECT printf('\"%x\"', version) FROM tenants").Except(audited));
        Assert.Equal(Read("SELECT id FROM revocations"), Read("SELECT detail FROM audit WHERE what = 'revocation.added'"));

        HashSet<string> Read(string sql)
        {
            using SqliteCommand command = new(sql, database);
            using SqliteDataReader reader = command.ExecuteReader();
            HashSet<string> rows = [];
            while (reader.Read())
            {
                rows.Add(reader.GetString(0));
            }

            return rows;
        }
    }

    private static async Task<(HttpStatusCode Status, string? ETag, string Text)?> TryAsync(Func<Task<HttpResponseMessage>> call)
    {
        try
        {
            using HttpResponseMessage response = await call();
            return (response.StatusCode, response.Headers.ETag?.Tag, await response.Content.ReadAsStringAsync());
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private static async Task<JsonObject?> DecideAsync(VerifierProcess process, JsonObject request, CancellationToken ended)
    {
        try
        {
            return await process.DecideAsync(request, ended);
        }
        catch (Exception cut) when (cut is HttpRequestException or OperationCanceledException or IOException)
        {
            return null;
        }
    }

    // A timer is too coarse for the moments in which a transaction is written.
    private static Task SpinAsync(TimeSpan time) => Task.Run(() =>
    {
        long from = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(from) < time)
        {
        }
    });
}
