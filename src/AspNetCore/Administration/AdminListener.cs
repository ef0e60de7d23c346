using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Verifier.AspNetCore.Configuration;

namespace Verifier.AspNetCore.Administration;

/// <summary>
/// <c>Verifier:Admin:Urls</c>: administration on listeners of its own. What a connection may ask for is decided by the listener that it came in by, which nothing in a request can change; not by a host name or a port,
/// which a proxy may rewrite.
/// </summary>
public static class AdminListener
{
    private const string Endpoints = "Kestrel:Endpoints";

    /// <summary>Has Kestrel listen for administration too. Where the setting is missing it does nothing, and administration is answered wherever the host listens.</summary>
    /// <param name="builder">The host; its <c>Kestrel</c> section must be what Kestrel is configured with (<see cref="KestrelServerOptions.Configure(IConfiguration, bool)"/>), before this call.</param>
    /// <param name="setup">The service's setup.</param>
    public static void Listen(WebApplicationBuilder builder, VerifierSetup setup)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(setup);
        if (setup.AdminUrls.Count == 0)
        {
            return;
        }

        // Kestrel takes either addresses or endpoints, and only an endpoint has a name that can be told apart later: so all become endpoints. Decisions come first, in the order of names.
        string[] addresses = [.. ListenAddresses.OfDecisions(builder.Configuration).Where(address => !address.Setting.StartsWith(Endpoints, StringComparison.OrdinalIgnoreCase)).Select(address => address.Address)];
        string[] names = [.. setup.AdminUrls.Select((_, i) => $"verifier-admin-{i}")];
        builder.Configuration.AddInMemoryCollection(
        [
            .. addresses.Select((url, i) => KeyValuePair.Create($"{Endpoints}:verifier-{i}:Url", (string?)url)),
            .. setup.AdminUrls.Select((url, i) => KeyValuePair.Create($"{Endpoints}:{names[i]}:Url", (string?)url)),
        ]);
        foreach (string setting in (string[])[WebHostDefaults.ServerUrlsKey, WebHostDefaults.HttpPortsKey, WebHostDefaults.HttpsPortsKey])
        {
            builder.WebHost.UseSetting(setting, "");
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (string name in names)
            {
                kestrel.ConfigurationLoader!.Endpoint(name, endpoint => endpoint.ListenOptions.Use(Mark));
            }
        });
    }

    /// <summary>Answers 404 to administration elsewhere than on its listeners, and to anything else there, save health. Where <c>Verifier:Admin:Urls</c> is missing it lets everything pass.</summary>
    /// <param name="app">The application, after routing.</param>
    /// <param name="setup">The service's setup.</param>
    public static void UseVerifierAdminListener(this IApplicationBuilder app, VerifierSetup setup)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(setup);
        if (setup.AdminUrls.Count == 0)
        {
            return;
        }

        app.Use((context, next) =>
        {
            if (context.GetEndpoint() is not { } endpoint || IsServed(endpoint, context.Features.Get<AdminConnection>() is not null))
            {
                return next(context);
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    // What says nothing about itself is for those who ask for decisions: a new endpoint never appears among administration unasked.
    private static bool IsServed(Endpoint endpoint, bool isAdminConnection) => endpoint.Metadata.GetMetadata<ServedBy>() switch
    {
        { Administration: true, Decisions: true } => true,
        { Administration: true } => isAdminConnection,
        _ => !isAdminConnection,
    };

    private static ConnectionDelegate Mark(ConnectionDelegate next) => connection =>
    {
        connection.Features.Set(new AdminConnection());
        return next(connection);
    };

    private sealed class AdminConnection;
}
