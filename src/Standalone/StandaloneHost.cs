using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Verifier.AspNetCore;
using Verifier.AspNetCore.Administration;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.InProcess;
using Verifier.Standalone.State;
using Verifier.Tenants;

namespace Verifier.Standalone;

/// <summary>The verifier as one process: built from its configuration, or not at all.</summary>
public static class StandaloneHost
{
    private const string DefaultUrl = "http://127.0.0.1:5080";
    private const int Failure = 1;

    /// <summary>Runs until the process is told to stop. A wrong setting, or an address that cannot be listened on, is one sentence on <paramref name="error"/> each, and exit code 1.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="error">Where the sentences go.</param>
    /// <param name="configure">Adds to the host before its configuration is read, or throws <see cref="InvalidOperationException"/> with a sentence a line; null: nothing.</param>
    /// <param name="started">Called once it listens; null: nothing.</param>
    public static async Task<int> RunAsync(string[] args, TextWriter error, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? started = null)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (!TryBuild(args, configure, out WebApplication? app, out IReadOnlyList<string> faults))
        {
            return await RefuseAsync(error, faults);
        }

        await using (app)
        {
            try
            {
                await app!.StartAsync();
                started?.Invoke(app);
            }
            catch (Exception refused) when (refused is IOException or SocketException or InvalidOperationException or CryptographicException)
            {
                // What Kestrel says of an address that is taken or not this machine's, or of a certificate that is missing. What has started meanwhile is stopped, so that the ledger is handed over.
                await app!.StopAsync();
                return await RefuseAsync(error, [$"The host cannot listen: {refused.Message.Split('\n')[0]}"]);
            }

            await app.WaitForShutdownAsync();
            return 0;
        }
    }

    /// <summary>Builds the host without starting it; false, with every fault, when its configuration is wrong.</summary>
    public static bool TryBuild(string[] args, Action<WebApplicationBuilder>? configure, out WebApplication? app, out IReadOnlyList<string> faults)
    {
        app = null;
        WebApplicationBuilder builder;
        try
        {
            builder = WebApplication.CreateSlimBuilder(args);
        }
        catch (Exception unreadable) when (unreadable is FormatException or IOException or InvalidDataException)
        {
            // A settings file that is no JSON, a command line that is none, a content root that is not there.
            faults = [$"The configuration cannot be read: {unreadable.Message.Split('\n')[0]}"];
            return false;
        }

        builder.WebHost.UseKestrelHttpsConfiguration();
        HostDefaults.Apply(builder);
        try
        {
            configure?.Invoke(builder);
        }
        catch (InvalidOperationException refused)
        {
            faults = refused.Message.Split(Environment.NewLine);
            return false;
        }

        if (!VerifierSetupReader.TryRead(builder.Configuration, out VerifierSetup setup, out faults))
        {
            return false;
        }

        if (!ListenAddresses.AreConfigured(builder.Configuration))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        faults = ListenAddresses.FaultsOf(builder.Configuration, setup);
        if (faults.Count > 0)
        {
            return false;
        }

        AdminListener.Listen(builder, setup);
        string directory = Path.Combine(builder.Environment.ContentRootPath, setup.DataDirectory);
        if (!InstallationState.TryOpen(directory, out InstallationState? state, out string? fault))
        {
            faults = [fault];
            return false;
        }

        try
        {
            app = Build(builder, setup, directory, state, out fault);
            faults = fault is null ? [] : [fault];
            return app is not null;
        }
        finally
        {
            if (app is null)
            {
                state.Dispose();
            }
        }
    }

    private static WebApplication? Build(WebApplicationBuilder builder, VerifierSetup setup, string directory, InstallationState state, out string? fault)
    {
        fault = null;
        string? keyFile = null;
        if (setup.AdminKeys.Count == 0 && setup.AdminReadKeys.Count == 0)
        {
            if (!AdminKeyFile.TryOpen(directory, out NamedKey? key, out keyFile, out fault))
            {
                return null;
            }

            setup = setup with { AdminKeys = [key!] };
        }

        // Made by a factory, so that the application closes it, as the last of its services.
        builder.Services.AddSingleton(provider =>
        {
            state.Logger = provider.GetRequiredService<ILogger<InstallationState>>();
            return state;
        });
        builder.Services.AddSingleton<ITenantStore>(provider => provider.GetRequiredService<InstallationState>());
        builder.Services.AddSingleton<IKeyStore>(provider => provider.GetRequiredService<InstallationState>());
        builder.Services.AddSingleton<ILifeStore>(provider => provider.GetRequiredService<InstallationState>());
        builder.Services.AddVerifierCore(setup);
        WebApplication app = builder.Build();
        try
        {
            app.UseExceptionHandler();
            app.UseVerifierAdminListener(setup);
            app.MapVerifierDecisions();
            app.MapVerifierAdmin();
            app.MapVerifierHealth();
            app.MapVerifierMetadata();
            app.MapVerifierOpenApi();
            StartLog.Write(app.Logger, setup, state, app.Services.GetRequiredService<ITenantSource>().Index, keyFile);
            return app;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or SqliteException)
        {
            fault = $"{state.File} cannot be used: {unreadable.Message}";
            ((IDisposable)app).Dispose();
            return null;
        }
    }

    private static async Task<int> RefuseAsync(TextWriter error, IReadOnlyList<string> faults)
    {
        foreach (string fault in faults)
        {
            await error.WriteLineAsync(fault);
        }

        return Failure;
    }
}
