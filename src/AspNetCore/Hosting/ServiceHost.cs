using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.AspNetCore.Administration;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.Health;
using Verifier.AspNetCore.InProcess;
using Verifier.AspNetCore.Page;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Hosting;

/// <summary>A host that serves the HTTP contract: built from its configuration, or not at all.</summary>
/// <param name="args">The command line.</param>
/// <param name="sections">The sections below <c>Verifier</c> that the host reads itself.</param>
/// <param name="add">Adds the owners, or throws <see cref="InvalidOperationException"/> with a sentence a line.</param>
public sealed partial class ServiceHost(string[] args, IReadOnlyList<string> sections, Action<WebApplicationBuilder, VerifierSetup> add)
{
    private const string DefaultUrl = "http://127.0.0.1:5080";
    private const int Failure = 1;

    /// <summary>Whether it serves HTTP where nobody has said at which address: at 127.0.0.1:5080. Else it does not listen then.</summary>
    public bool ListensByDefault { get; init; } = true;

    /// <summary>Adds to the host before its configuration is read, or throws <see cref="InvalidOperationException"/> with a sentence a line; null: nothing.</summary>
    public Action<WebApplicationBuilder>? Configure { get; init; }

    /// <summary>Whether the host can decide, asked from the end of its start for <c>/readyz</c>; null: always.</summary>
    public Func<IServiceProvider, bool>? IsReady { get; init; }

    /// <summary>Maps endpoints besides the contract's, where the host serves HTTP; null: none.</summary>
    public Action<IEndpointRouteBuilder>? Maps { get; init; }

    /// <summary>Looks at the host once it is built, or throws <see cref="InvalidOperationException"/> with a sentence a line; null: nothing.</summary>
    public Action<WebApplication>? Built { get; init; }

    /// <summary>Called once it has started; null: nothing.</summary>
    public Action<WebApplication>? Started { get; init; }

    /// <summary>Called when it has not been built, although owners had been added; null: nothing.</summary>
    public Action? Abandoned { get; init; }

    /// <summary>Runs until the process is told to stop. A wrong setting, or an address that cannot be listened on, is one sentence on <paramref name="error"/> each, and exit code 1.</summary>
    public async Task<int> RunAsync(TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(error);
        if (!TryBuild(out WebApplication? app, out IReadOnlyList<string> faults))
        {
            return await RefuseAsync(error, faults);
        }

        await using (app)
        {
            try
            {
                await app!.StartAsync();
                Started?.Invoke(app);
            }
            catch (Exception refused) when (refused is IOException or SocketException or InvalidOperationException or CryptographicException or OptionsValidationException)
            {
                // What is said of an address that is taken or not this machine's, or of a certificate that is missing. What has started meanwhile is stopped, so that it hands over what it owns.
                await StopAsync(app!);
                return await RefuseAsync(error, [$"The host cannot start: {refused.Message.Split('\n')[0]}"]);
            }

            await app.WaitForShutdownAsync();
            return 0;
        }
    }

    /// <summary>Reads the configuration and builds nothing, so that no owner's files are touched; false, with every fault, when it is wrong.</summary>
    public bool TryReadSetup([NotNullWhen(true)] out VerifierSetup? setup, out IReadOnlyList<string> faults)
    {
        bool good = TryConfigure(out _, out VerifierSetup read, out _, out faults);
        setup = good ? read : null;
        return good;
    }

    /// <summary>Builds the host without starting it; false, with every fault, when its configuration is wrong.</summary>
    public bool TryBuild(out WebApplication? app, out IReadOnlyList<string> faults)
    {
        app = null;
        if (!TryConfigure(out WebApplicationBuilder? builder, out VerifierSetup setup, out bool listens, out faults))
        {
            return false;
        }

        if (listens)
        {
            AdminListener.Listen(builder, setup);
        }

        if (!Try(() => add(builder, setup), out faults))
        {
            return false;
        }

        app = Build(builder, setup, listens, out faults);
        if (app is null)
        {
            Abandoned?.Invoke();
        }

        return app is not null;
    }

    private bool TryConfigure([NotNullWhen(true)] out WebApplicationBuilder? builder, out VerifierSetup setup, out bool listens, out IReadOnlyList<string> faults)
    {
        builder = null;
        setup = new VerifierSetup();
        listens = false;
        WebApplicationBuilder made;
        try
        {
            made = WebApplication.CreateSlimBuilder(args);
        }
        catch (Exception unreadable) when (unreadable is FormatException or IOException or InvalidDataException)
        {
            // A settings file that is no JSON, a command line that is none, a content root that is not there.
            faults = [$"The configuration cannot be read: {unreadable.Message.Split('\n')[0]}"];
            return false;
        }

        made.WebHost.UseKestrelHttpsConfiguration();
        HostDefaults.Apply(made);
        if (!Try(() => Configure?.Invoke(made), out faults) || !VerifierSetupReader.TryRead(made.Configuration, sections, out setup, out faults))
        {
            return false;
        }

        listens = ListenAddresses.AreConfigured(made.Configuration);
        if (!listens && ListensByDefault)
        {
            made.WebHost.UseUrls(DefaultUrl);
            listens = true;
        }

        faults = listens ? ListenAddresses.FaultsOf(made.Configuration, setup) : [];
        builder = faults.Count == 0 ? made : null;
        return builder is not null;
    }

    private WebApplication? Build(WebApplicationBuilder builder, VerifierSetup setup, bool listens, out IReadOnlyList<string> faults)
    {
        string? keyFile = null;
        faults = [];
        if (listens && !TryFindKey(builder, ref setup, out keyFile, out faults))
        {
            return null;
        }

        builder.Services.AddVerifierCore(setup);
        if (listens)
        {
            builder.Services.AddPage();
        }

        if (IsReady is { } isReady)
        {
            builder.Services.AddSingleton<IReadinessPart>(services => new ReadyWhen(() => isReady(services)));
        }

        if (!listens)
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IServer, NoServer>());
        }

        WebApplication app = builder.Build();
        if (listens)
        {
            Map(app, setup);
        }

        if (keyFile is not null)
        {
            AdminKey(app.Logger, keyFile);
        }

        if (Try(() => Built?.Invoke(app), out faults))
        {
            // A cluster's tenants are known once the host has joined it.
            SetupLog.Write(app.Logger, setup, (app.Services.GetRequiredService<ITenantSource>() as TenantRegistry)?.Index);
            return app;
        }

        ((IDisposable)app).Dispose();
        return null;
    }

    private static bool Try(Action step, out IReadOnlyList<string> faults)
    {
        try
        {
            step();
            faults = [];
            return true;
        }
        catch (InvalidOperationException refused)
        {
            faults = refused.Message.Split(Environment.NewLine);
            return false;
        }
    }

    private void Map(WebApplication app, VerifierSetup setup)
    {
        app.UseExceptionHandler();
        app.UseVerifierAdminListener(setup);
        app.MapVerifierDecisions();
        app.MapVerifierForwardAuth();
        app.MapVerifierAdmin();
        app.MapPage();
        app.MapVerifierHealth();
        app.MapVerifierMetadata();
        app.MapVerifierOpenApi();
        Maps?.Invoke(app);
    }

    private static bool TryFindKey(WebApplicationBuilder builder, ref VerifierSetup setup, out string? keyFile, out IReadOnlyList<string> faults)
    {
        keyFile = null;
        faults = [];
        if (setup.AdminKeys.Count > 0 || setup.AdminReadKeys.Count > 0)
        {
            return true;
        }

        string directory = Path.Combine(builder.Environment.ContentRootPath, setup.DataDirectory);
        if (!AdminKeyFile.TryOpen(directory, out NamedKey? key, out keyFile, out string? fault))
        {
            faults = [fault!];
            return false;
        }

        setup = setup with { AdminKeys = [key!] };
        return true;
    }

    private static async Task StopAsync(WebApplication app)
    {
        try
        {
            await app.StopAsync();
        }
        catch (Exception unfit) when (unfit is InvalidOperationException or AggregateException)
        {
            // A silo that has not started says so here. Why it has not is what is told.
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

    [LoggerMessage(3001, LogLevel.Information, "No admin key is configured; the one in {File} is used")]
    private static partial void AdminKey(ILogger logger, string file);
}
