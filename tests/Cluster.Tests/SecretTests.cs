using Npgsql;
using Verifier.Api;
using Verifier.Cluster.Tests.Load;
using Verifier.Cluster.Tests.Processes;
using Verifier.Grains.Tests.PostgreSql;
using Verifier.Silo;

namespace Verifier.Cluster.Tests;

/// <summary>What hosts say, at the level that says most, has no secret in it; neither do the sentences by which they end.</summary>
public sealed class SecretTests
{
    private const string Password = "wr0ng-s3cr3t";
    private const string AdminKey = "admin-s3cr3t-0123456789-0123456789";

    private static readonly (string, string)[] Everything =
    [
        ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"), ("Logging:LogLevel:Orleans", "Trace"), ("Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host", "Trace"),
    ];

    [SkippableFact]
    public async Task A_password_that_the_database_refuses_is_not_shown()
    {
        await using PostgresServer? database = await PostgresServer.StartAsync();
        Skip.If(database is null, "This machine has no PostgreSQL server to run (on Debian: apt-get install postgresql).");
        await DemandPasswordsAsync(database.ConnectionString);

        foreach (string host in (string[])[typeof(SiloHost).Assembly.Location, typeof(ApiHost).Assembly.Location])
        {
            await using HostProcess process = Begin(host, $"{database.ConnectionString};Password={Password}");

            Assert.Equal(1, await process.EndAsync());
            Assert.Contains(process.Said, line => line.StartsWith("The host cannot start: The cluster's PostgreSQL database cannot be used: password authentication failed", StringComparison.Ordinal));
            ShowsNothing(process, Password, AdminKey);
        }
    }

    [Fact]
    public async Task A_password_for_a_database_that_is_not_there_is_not_shown()
    {
        // Port 1 of loopback: nobody listens there.
        await using HostProcess process = Begin(typeof(SiloHost).Assembly.Location, $"Host=127.0.0.1;Port=1;Database=verifier;Username=verifier;Password={Password}");

        await process.HearAsync("The cluster's database cannot be used yet", 3);
        _ = await process.StopAsync();
        ShowsNothing(process, Password, AdminKey);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Nonsense=1;Password=" + Password)]
    [InlineData("postgres://verifier:" + Password + "@127.0.0.1/verifier")]
    [InlineData("Host=127.0.0.1;Port=" + Password)]
    public async Task A_connection_string_that_is_none_is_not_shown(string connectionString)
    {
        await using HostProcess process = Begin(typeof(SiloHost).Assembly.Location, connectionString);

        Assert.Equal(1, await process.EndAsync());
        Assert.Contains(process.Said, line => line.StartsWith("The cluster's PostgreSQL connection string is none of Npgsql", StringComparison.Ordinal));
        ShowsNothing(process, Password, AdminKey);
    }

    [SkippableFact]
    public async Task A_cluster_that_logs_everything_shows_no_secret_and_nothing_that_clients_have_sent()
    {
        await using ClusterOfProcesses cluster = await ClusterOfProcesses.StartAsync(silos: 2, serving: 1, settings: new HostSettings { Everybody = Everything });
        ProofBook book = new();
        using Sender sender = new();
        Caller[] callers = [.. Enumerable.Range(0, 4).Select(_ => new Caller(cluster, sender, book))];
        await Task.WhenAll(callers.Select(caller => caller.RequestAsync(3, () => cluster.Serving)));
        await Task.WhenAll(cluster.Serving.Union(cluster.Silos).Select(cluster.LeaveAsync));

        string[] secrets = [ClusterOfProcesses.AdminKey, ClusterOfProcesses.DatabasePassword, .. book.Proofs.SelectMany(proof => (string[])[Signature(proof.Token), Signature(proof.Proof!)])];
        Assert.NotEmpty(cluster.SaidWith("dbug: "));
        Assert.NotEmpty(book.Proofs);
        Assert.All(cluster.All, process => ShowsNothing(process, secrets));
    }

    private static HostProcess Begin(string host, string connectionString)
        => HostProcess.Begin("host", host, servesHttp: true, [("Verifier:Cluster:PostgreSql", connectionString), ("Verifier:Admin:Keys:boss", AdminKey), .. Everything]);

    private static string Signature(string jws) => jws[(jws.LastIndexOf('.') + 1)..];

    private static void ShowsNothing(HostProcess process, params string[] secrets)
        => Assert.DoesNotContain(process.Said, line => secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal)));

    private static async Task DemandPasswordsAsync(string connectionString)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(connectionString);
        await using NpgsqlCommand file = source.CreateCommand("SHOW hba_file");
        string path = (string)(await file.ExecuteScalarAsync())!;
        foreach (string sql in (string[])["ALTER USER verifier PASSWORD 'another'", $"COPY (SELECT 'host all all 127.0.0.1/32 scram-sha-256') TO '{path}'", "SELECT pg_reload_conf()"])
        {
            await using NpgsqlCommand command = source.CreateCommand(sql);
            _ = await command.ExecuteNonQueryAsync();
        }
    }
}
