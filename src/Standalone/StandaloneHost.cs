using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Hosting;
using Verifier.AspNetCore.InProcess;
using Verifier.Envoy;
using Verifier.Otlp;
using Verifier.Standalone.State;
using Verifier.Tenants;

namespace Verifier.Standalone;

/// <summary>The verifier as one process, with its state in its data directory: built from its configuration, or not at all.</summary>
public static class StandaloneHost
{
    /// <summary>Runs until the process is told to stop; see <see cref="ServiceHost.RunAsync"/>.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="error">Where the sentences about wrong settings go.</param>
    /// <param name="configure">Adds to the host before its configuration is read, or throws <see cref="InvalidOperationException"/> with a sentence a line; null: nothing.</param>
    /// <param name="started">Called once it listens; null: nothing.</param>
    public static Task<int> RunAsync(string[] args, TextWriter error, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? started = null)
        => Create(args, configure, started).RunAsync(error);

    /// <summary>Builds the host without starting it; false, with every fault, when its configuration is wrong.</summary>
    public static bool TryBuild(string[] args, Action<WebApplicationBuilder>? configure, out WebApplication? app, out IReadOnlyList<string> faults)
        => Create(args, configure, null).TryBuild(out app, out faults);

    /// <summary>Reads the configuration and builds nothing: no data directory is opened; false, with every fault, when it is wrong.</summary>
    public static bool TryReadSetup(string[] args, [NotNullWhen(true)] out VerifierSetup? setup, out IReadOnlyList<string> faults)
        => Create(args, null, null).TryReadSetup(out setup, out faults);

    private static ServiceHost Create(string[] args, Action<WebApplicationBuilder>? configure, Action<WebApplication>? started)
    {
        InstallationState? state = null;
        return new ServiceHost(args, [], (builder, setup) => Add(builder, state = Open(builder, setup)))
        {
            Configure = builder =>
            {
                configure?.Invoke(builder);
                OtlpExport.Add(builder, "verifier-standalone", [], []);
            },
            Maps = endpoints => endpoints.MapEnvoyAuthorization(),
            Built = app => Look(app, state!),
            Started = started,
            Abandoned = () => state?.Dispose(),
        };
    }

    private static InstallationState Open(WebApplicationBuilder builder, VerifierSetup setup)
        => InstallationState.TryOpen(Path.Combine(builder.Environment.ContentRootPath, setup.DataDirectory), out InstallationState? state, out string? fault)
            ? state
            : throw new InvalidOperationException(fault);

    private static void Add(WebApplicationBuilder builder, InstallationState state)
    {
        // Made by a factory, so that the application closes it, as the last of its services.
        builder.Services.AddSingleton(provider =>
        {
            state.Logger = provider.GetRequiredService<ILogger<InstallationState>>();
            return state;
        });
        builder.Services.AddSingleton<ITenantStore>(provider => provider.GetRequiredService<InstallationState>());
        builder.Services.AddSingleton<IKeyStore>(provider => provider.GetRequiredService<InstallationState>());
        builder.Services.AddSingleton<ILifeStore>(provider => provider.GetRequiredService<InstallationState>());
    }

    private static void Look(WebApplication app, InstallationState state)
    {
        if (state.WasMissing)
        {
            StateLog.WasMissing(app.Logger, state.File);
        }

        try
        {
            // Reads what is stored.
            _ = app.Services.GetRequiredService<ITenantSource>();
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or SqliteException)
        {
            throw new InvalidOperationException($"{state.File} cannot be used: {unreadable.Message}", unreadable);
        }
    }
}
