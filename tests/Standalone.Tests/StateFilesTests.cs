namespace Verifier.Standalone.Tests;

/// <summary>What lies in the data directory.</summary>
public sealed class StateFilesTests : Installation
{
    [Fact]
    public async Task The_files_are_their_owners_alone_and_between_changes_the_database_is_one_file()
    {
        await using VerifierProcess process = await VerifierProcess.StartAsync(Data, Acme);
        await process.AskAdminAsync(HttpMethod.Put, "/v1/tenants/other", Policy());
        await process.StopAsync();

        Assert.Equal(["verifier.db", "verifier.lock", "verifier.seal"], Directory.EnumerateFiles(Data).Select(Path.GetFileName).Order());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
            foreach (string file in Directory.EnumerateFiles(Data))
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
    }

    [Fact]
    public async Task A_database_that_others_may_read_is_closed_to_them()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            await first.StopAsync();
        }

        File.SetUnixFileMode(Database, (UnixFileMode)0b110_100_100);
        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Database));
    }

    [Fact]
    public async Task What_a_killed_start_left_half_made_is_made_anew()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "verifier.db.new"), "half");

        await using VerifierProcess process = await VerifierProcess.StartAsync(Data, Acme);

        Assert.False(File.Exists(Path.Combine(Data, "verifier.db.new")));
        Assert.True(File.Exists(Database));
    }

    [Fact]
    public async Task A_first_start_that_is_killed_leaves_nothing_that_stops_the_next_one()
    {
        (string, string)[] withoutKey = [.. Acme, ("Verifier:Admin:Keys:boss", VerifierProcess.NoValue)];
        string key = Path.Combine(Data, "admin.key");
        for (int kill = 0; kill < 8; kill++)
        {
            if (Directory.Exists(Data))
            {
                Directory.Delete(Data, recursive: true);
            }

            // As soon as the directory is there the files are being made.
            await using (VerifierProcess first = VerifierProcess.Begin(Data, withoutKey))
            {
                SpinWait.SpinUntil(() => Directory.Exists(Data), TimeSpan.FromMinutes(1));
                await Task.Delay(Random.Shared.Next(200));
                await first.KillAsync();
            }

            string? made = File.Exists(key) ? await File.ReadAllTextAsync(key) : null;
            Assert.True(made is null or { Length: 64 }, made);
            await using VerifierProcess second = await VerifierProcess.StartAsync(Data, withoutKey);
            Assert.Equal(made ?? await File.ReadAllTextAsync(key), await File.ReadAllTextAsync(key));
            await second.KillAsync();
        }
    }

    [Fact]
    public async Task The_audit_log_says_who_did_what_and_when_and_keeps_the_newest()
    {
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            await first.StopAsync();
        }

        StateDatabase.Run(Database, "INSERT INTO audit (id, at, who, what, tenant) SELECT value, '2020-01-01T00:00:00Z', 'old', 'tenant.created', 'x' FROM generate_series(1, 100000)".Replace(
            "generate_series(1, 100000)", "(WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 100000) SELECT value FROM n)", StringComparison.Ordinal));
        await using (VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme))
        {
            await second.AskAdminAsync(HttpMethod.Put, "/v1/tenants/other", Policy());
            await second.AskAdminAsync(HttpMethod.Post, "/v1/tenants/acme/keys/refresh");
            await second.StopAsync();
        }

        Assert.Equal(100_000, StateDatabase.Number(Database, "SELECT count(*) FROM audit"));
        Assert.Equal(2, StateDatabase.Number(Database, "SELECT count(*) FROM audit WHERE who = 'boss' AND at > '2026' AND what IN ('tenant.created', 'keys.refreshed')"));
        Assert.Equal(0, StateDatabase.Number(Database, "SELECT count(*) FROM audit WHERE id <= 2"));
    }
}
