using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Orleans.TestingHost;
using Verifier.AspNetCore.Keys;
using Verifier.Keys;
using Verifier.PostgreSql;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.Grains.Tests;

/// <summary>A real Orleans cluster in this process, each silo and the client a front end, on the real fetcher, and with storage that outlives it.</summary>
public sealed class VerifierTestCluster : IAsyncDisposable
{
    private VerifierTestCluster(InProcessTestCluster orleans, FaultyStorage storage, LogBook log)
    {
        Orleans = orleans;
        Storage = storage;
        Log = log;
    }

    public InProcessTestCluster Orleans { get; }

    public FaultyStorage Storage { get; }

    public LogBook Log { get; }

    /// <summary>The client.</summary>
    public FrontEndServices Client => new(Orleans.Client.ServiceProvider);

    /// <summary>The client and the silos.</summary>
    public IReadOnlyList<FrontEndServices> FrontEnds => [Client, .. Orleans.Silos.Select(silo => new FrontEndServices(Orleans.GetSiloServiceProvider(silo.SiloAddress)))];

    public static async Task<VerifierTestCluster> StartAsync(
        short silos = 3,
        TestClock? clock = null,
        FaultyStorage? storage = null,
        Action<VerifierClusterOptions>? change = null,
        Action<ISiloBuilder>? changeSilo = null,
        Action<IClientBuilder>? changeClient = null,
        string? database = null)
    {
        storage ??= new FaultyStorage();
        LogBook log = new();
        TimeProvider time = clock ?? TimeProvider.System;
        InProcessTestClusterBuilder builder = new(silos);
        builder.Options.ConfigureFileLogging = false;

        // Names the stored state.
        builder.Options.ServiceId = "verifier-test";
        builder.ConfigureSilo((_, silo) =>
        {
            if (database is null)
            {
                silo.Services.AddKeyedSingleton<IGrainStorage>("verifier", storage);
            }
            else
            {
                silo.UseVerifierDatabase(database);
            }

            silo.Services.AddSingleton<IKeyFetcher>(new HttpsKeyFetcher(new FetchOptions { AllowHttpLoopback = true }, time));

            // Grains' timers run on the clock that is moved, the runtime's own ones do not.
            silo.Services.AddKeyedSingleton(global::Orleans.Runtime.TimeProviderNames.Grains, time);
            silo.Services.AddSingleton<ILoggerProvider>(log);
            silo.AddVerifierCluster(Configure);
            changeSilo?.Invoke(silo);
        });
        builder.ConfigureClient(client =>
        {
            if (database is not null)
            {
                client.UseVerifierDatabase(database);
            }

            client.Services.AddSingleton<ILoggerProvider>(log);
            client.AddVerifierCluster(Configure);
            changeClient?.Invoke(client);
        });
        InProcessTestCluster cluster = builder.Build();
        await cluster.DeployAsync();
        return new VerifierTestCluster(cluster, storage, log);

        void Configure(VerifierClusterOptions options)
        {
            options.Shards = 8;
            options.Clock = time;
            options.Rules = new FetchRules(AllowHttpLoopback: true);
            change?.Invoke(options);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Orleans.StopAllSilosAsync();
        await Orleans.DisposeAsync();
    }
}
