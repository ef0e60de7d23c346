using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Verifier.Api;
using Verifier.Grains.Tests.PostgreSql;
using Verifier.Silo;
using Verifier.Testing;

namespace Verifier.Cluster.Tests.Processes;

/// <summary>Silos and front ends as processes over one PostgreSQL server, and the issuer of their one tenant.</summary>
internal sealed class ClusterOfProcesses : IAsyncDisposable
{
    public const string Tenant = "acme";
    public const string Audience = "https://api.test";
    public const string AdminKey = "admin-0123456789-0123456789-0123456789";

    /// <summary>The server believes everybody; it is there to be found where it must not be.</summary>
    public const string DatabasePassword = "database-s3cr3t";

    private readonly Lock _lock = new();
    private readonly List<HostProcess> _silos = [];
    private readonly List<HostProcess> _frontEnds = [];
    private readonly List<HostProcess> _all = [];
    private readonly HostSettings _settings;
    private int _count;

    private ClusterOfProcesses(PostgresServer database, LoopbackIssuer issuer, HostSettings settings)
    {
        Database = database;
        Issuer = issuer;
        _settings = settings;
    }

    public PostgresServer Database { get; }

    public LoopbackIssuer Issuer { get; }

    /// <summary>The program that the next silo is.</summary>
    public string SiloAssembly { get; set; } = typeof(SiloHost).Assembly.Location;

    /// <summary>The program that the next front end is.</summary>
    public string FrontEndAssembly { get; set; } = typeof(ApiHost).Assembly.Location;

    /// <summary>The silos that are in use now, from the oldest to the newest.</summary>
    public IReadOnlyList<HostProcess> Silos => Copy(_silos);

    /// <summary>The front ends that are no silos.</summary>
    public IReadOnlyList<HostProcess> FrontEnds => Copy(_frontEnds);

    /// <summary>Whoever serves HTTP and is in use now.</summary>
    public IReadOnlyList<HostProcess> Serving => [.. FrontEnds, .. Silos.Where(silo => silo.Address is not null)];

    /// <summary>Every process there ever was.</summary>
    public IReadOnlyList<HostProcess> All => Copy(_all);

    /// <summary>Starts silos, of which some serve HTTP too, and two front ends, and puts the tenant; of no silos nothing is started. Skips the test where there is no PostgreSQL.</summary>
    public static async Task<ClusterOfProcesses> StartAsync(int silos = 3, int serving = 2, bool isFast = true, HostSettings? settings = null)
    {
        PostgresServer? database = await PostgresServer.StartAsync();
        Skip.If(database is null, "This machine has no PostgreSQL server to run (on Debian: apt-get install postgresql).");
        ClusterOfProcesses cluster = new(database, await LoopbackIssuer.StartAsync(), (settings ?? new HostSettings()) with { IsFast = isFast });
        try
        {
            if (silos > 0)
            {
                await cluster.StartHostsAsync(silos, serving);
                await cluster.PutTenantAsync();
            }

            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task StartHostsAsync(int silos, int serving)
    {
        // One first: it makes the schema, and the others find somebody to join.
        _ = await BeginAsync(serving > 0);
        _ = await Task.WhenAll(Enumerable.Range(1, silos - 1).Select(number => AddSiloAsync(number < serving)));
        _ = await Task.WhenAll(AddFrontEndAsync(), AddFrontEndAsync());
    }

    public async Task<HostProcess> AddSiloAsync(bool servesHttp)
    {
        HostProcess process = BeginSilo(servesHttp);
        await process.UntilStartedAsync();
        lock (_lock)
        {
            _silos.Add(process);
        }

        return process;
    }

    public async Task<HostProcess> AddFrontEndAsync()
    {
        HostProcess process = BeginFrontEnd();
        await process.UntilStartedAsync();
        lock (_lock)
        {
            _frontEnds.Add(process);
        }

        return process;
    }

    /// <summary>A silo that is being started, and is not in use.</summary>
    /// <param name="servesHttp">Whether it serves HTTP.</param>
    /// <param name="settings">What it is told instead of what silos are told; null: the same.</param>
    public HostProcess BeginSilo(bool servesHttp, IEnumerable<(string, string)>? settings = null)
    {
        (int silo, int gateway) = FreePorts();
        IEnumerable<(string, string)> all = [("Orleans:Endpoints:SiloPort", $"{silo}"), ("Orleans:Endpoints:GatewayPort", $"{gateway}"), .. settings ?? _settings.Silos];
        return Begin("silo", SiloAssembly, servesHttp, all, silo, gateway);
    }

    /// <summary>A front end that is being started, and is not in use.</summary>
    /// <param name="settings">What it is told instead of what front ends are told; null: the same.</param>
    public HostProcess BeginFrontEnd(IEnumerable<(string, string)>? settings = null)
        => Begin("api", FrontEndAssembly, servesHttp: true, settings ?? _settings.FrontEnds);

    /// <summary>Puts the one tenant.</summary>
    public async Task PutTenantAsync()
    {
        using HttpClient http = new() { BaseAddress = FrontEnds[0].Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        JsonObject settings = new() { ["issuers"] = new JsonArray(Issuer.Url), ["audiences"] = new JsonArray(Audience) };
        using HttpResponseMessage put = await http.PutAsJsonAsync($"/v1/tenants/{Tenant}", settings);
        Assert.True(put.IsSuccessStatusCode, $"{put.StatusCode}: {await put.Content.ReadAsStringAsync()}");
    }

    /// <summary>Nobody sends anything to it any more.</summary>
    public void Forget(HostProcess process)
    {
        lock (_lock)
        {
            _ = _silos.Remove(process);
            _ = _frontEnds.Remove(process);
        }
    }

    /// <summary>kill -9, without a word to anybody who may be sending to it.</summary>
    public async Task KillAsync(HostProcess process)
    {
        await process.KillAsync();
        Forget(process);
    }

    /// <summary>Takes it out of use, as a load balancer does, and stops it.</summary>
    public async Task LeaveAsync(HostProcess process)
    {
        Forget(process);
        int code = await process.StopAsync();
        Assert.True(code == 0, $"{process.Name} ended with {code}:\n{string.Join('\n', process.Said.TakeLast(50))}");
    }

    /// <summary>What all processes have said that contains a text.</summary>
    public IReadOnlyList<string> SaidWith(string text)
        => [.. All.SelectMany(process => process.Said.Where(line => line.Contains(text, StringComparison.Ordinal)).Select(line => $"{process.Name}: {line.Trim()}"))];

    /// <summary>How the lives of the ledger's shards began.</summary>
    public string LivesBegun => $"lives begun: {SaidWith("it was closed").Count} handed over, {SaidWith("its last holder did not close it").Count} with a fence";

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(All.Select(process => process.DisposeAsync().AsTask()));
        if (Environment.GetEnvironmentVariable("VERIFIER_CLUSTER_LOGS") is { Length: > 0 } logs)
        {
            foreach (HostProcess process in All)
            {
                await File.WriteAllLinesAsync(Path.Combine(logs, $"{process.Name}.log"), process.Said);
            }
        }

        await Issuer.DisposeAsync();
        await Database.DisposeAsync();
    }

    // As an orchestrator does: a silo that ends because it finds nobody of those that the table names alive is started again.
    private async Task<HostProcess> BeginAsync(bool servesHttp)
    {
        try
        {
            return await AddSiloAsync(servesHttp);
        }
        catch (InvalidOperationException) when (All.Count > 0)
        {
            return await AddSiloAsync(servesHttp);
        }
    }

    private HostProcess Begin(string kind, string assembly, bool servesHttp, IEnumerable<(string, string)> more, int siloPort = 0, int gatewayPort = 0)
    {
        IEnumerable<(string, string)> settings =
        [
            ("Verifier:Cluster:PostgreSql", $"{Database.ConnectionString};Password={DatabasePassword};Maximum Pool Size=12"),
            ("Verifier:Cluster:Shards", "64"),
            ("Verifier:Cluster:FastFailover", $"{_settings.IsFast}"),
            ("Verifier:Admin:Keys:boss", AdminKey),
            ("Verifier:Fetch:AllowHttpLoopback", "true"),
            .. _settings.Everybody,
            .. more,
        ];
        HostProcess process = HostProcess.Begin($"{kind}{Interlocked.Increment(ref _count)}", assembly, servesHttp, settings, siloPort, gatewayPort);
        lock (_lock)
        {
            _all.Add(process);
        }

        return process;
    }

    private HostProcess[] Copy(List<HostProcess> processes)
    {
        lock (_lock)
        {
            return [.. processes];
        }
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using TcpListener one = new(IPAddress.Loopback, 0);
        using TcpListener other = new(IPAddress.Loopback, 0);
        one.Start();
        other.Start();
        return (((IPEndPoint)one.LocalEndpoint).Port, ((IPEndPoint)other.LocalEndpoint).Port);
    }
}
