using System.Net;
using System.Text.Json.Nodes;

namespace Verifier.Standalone.Tests;

/// <summary>A disk that has no room left while the process runs: changes are refused whole, decisions go on, and nothing is lost once there is room.</summary>
public sealed class FullDiskTests : Installation
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [SkippableFact]
    public async Task Changes_are_refused_whole_and_decisions_go_on()
    {
        Namespace.SkipUnlessPossible();
        Directory.CreateDirectory(Data);
        await using VerifierProcess process = VerifierProcess.Begin(Data, Acme, Namespace.With($"mount -t tmpfs -o size=600k none {Data}"));
        await process.ListensAsync();

        // The mount is the process's own; this is the way to it.
        string data = $"/proc/{process.Id}/root{Data}";
        Assert.Equal("allowed", ReasonOf(await process.DecideAsync(Bearer())));
        Dictionary<string, string> acknowledged = [];
        HttpResponseMessage? refused = null;
        for (int i = 0; i < 100 && refused is null; i++)
        {
            HttpResponseMessage put = await process.AdminAsync(HttpMethod.Put, $"/v1/tenants/tenant-{i}", Large(i));
            if (put.IsSuccessStatusCode)
            {
                acknowledged.Add($"tenant-{i}", put.Headers.ETag!.Tag);
            }
            else
            {
                refused = put;
            }
        }

        Assert.NotEmpty(acknowledged);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused!.StatusCode);
        Assert.Contains("the log says why", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await UntilAsync(() => Task.FromResult(process.Said.Contains("could not be written: the disk is full; the change was refused", StringComparison.Ordinal)));
        Assert.Equal("allowed", ReasonOf(await process.DecideAsync(Bearer())));
        await AssertTenantsAsync(process, acknowledged);
        using HttpResponseMessage revocation = await process.AdminAsync(HttpMethod.Post, "/v1/tenants/acme/revocations", LargeRevocation());
        Assert.True(revocation.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Created);

        await UntilAsync(() => Task.FromResult(TryCopy(data)));
        await process.KillAsync();
        await using VerifierProcess next = await VerifierProcess.StartAsync(Data, Acme);
        await AssertTenantsAsync(next, acknowledged);
        Assert.Equal("allowed", ReasonOf(await next.DecideAsync(Bearer("tenant-0"))));
    }

    [SkippableFact]
    public async Task When_there_is_room_again_changes_are_taken_and_proofs_pass()
    {
        Namespace.SkipUnlessPossible();
        Directory.CreateDirectory(Data);
        await using VerifierProcess process = VerifierProcess.Begin(Data, Acme, Namespace.With($"mount -t tmpfs -o size=2m none {Data}"));
        await process.ListensAsync();
        string filler = $"/proc/{process.Id}/root{Data}/filler";
        Assert.Equal("allowed", ReasonOf(await process.DecideAsync(Proven())));
        Fill(filler);

        // Without a lease no proof passes; with it, none passes twice.
        await UntilAsync(async () => ReasonOf(await process.DecideAsync(Proven())) == "replay_unavailable");
        Assert.Equal("allowed", ReasonOf(await process.DecideAsync(Bearer())));
        using HttpResponseMessage put = await process.AdminAsync(HttpMethod.Put, "/v1/tenants/other", Large(0));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, put.StatusCode);

        File.Delete(filler);
        JsonObject used = Proven();
        await UntilAsync(async () => ReasonOf(await process.DecideAsync(used)) == "allowed");
        Assert.Equal("proof_replayed", ReasonOf(await process.DecideAsync(used)));
        await process.AskAdminAsync(HttpMethod.Put, "/v1/tenants/other", Large(0));
        await UntilAsync(() => Task.FromResult(process.Said.Contains("can be written again", StringComparison.Ordinal)));
    }

    private JsonObject Large(int number)
    {
        JsonObject policy = Policy();
        policy["audiences"] = new JsonArray([.. Enumerable.Range(0, 90).Select(i => (JsonNode)(i == 0 ? "https://api.test" : $"https://{number}.api.test/{i}/{new string('x', 100)}"))]);
        return policy;
    }

    // SQLite itself would follow /proc/…/root to this process's own root. Between two transactions the file is the whole state, so a copy is good if no transaction was under way and nothing changed.
    private bool TryCopy(string data)
    {
        byte[] first = File.ReadAllBytes(Path.Combine(data, "verifier.db"));
        if (File.Exists(Path.Combine(data, "verifier.db-journal")) || !first.AsSpan().SequenceEqual(File.ReadAllBytes(Path.Combine(data, "verifier.db"))))
        {
            return false;
        }

        File.WriteAllBytes(Database, first);
        return true;
    }

    private static JsonObject LargeRevocation() => new() { ["sub"] = new string('x', 512) };

    private static async Task AssertTenantsAsync(VerifierProcess process, Dictionary<string, string> expected)
    {
        JsonObject tenants = await process.AskAdminAsync(HttpMethod.Get, "/v1/tenants");
        Dictionary<string, string> found = tenants["tenants"]!.AsArray().Where(tenant => (string)tenant!["source"]! == "api").ToDictionary(tenant => (string)tenant!["tenant"]!, tenant => (string)tenant!["etag"]!);
        Assert.Equal(expected.OrderBy(tenant => tenant.Key), found.OrderBy(tenant => tenant.Key));
    }

    private static void Fill(string path)
    {
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        byte[] piece = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(piece);
            }
        }
        catch (IOException)
        {
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        DateTime deadline = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < deadline);
            await Task.Delay(200);
        }
    }
}
