using System.Net.Security;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Verifier.Grains.Connections;

/// <summary>Puts the connections between silos, and between front ends and silos, under TLS 1.2 or 1.3.</summary>
public static class VerifierTls
{
    /// <summary>
    /// Silos show each other certificates and take a peer for a silo only by <see cref="ClusterTlsSettings.SiloName"/>; whoever speaks without TLS is not heard. Revocation lists are not asked: give certificates a short life.
    /// </summary>
    /// <param name="silo">The silo.</param>
    /// <param name="settings">The certificate, whom it trusts, and whether front ends must show theirs.</param>
    /// <exception cref="InvalidOperationException">A setting or a file is wrong; a sentence a line.</exception>
    public static ISiloBuilder UseVerifierTls(this ISiloBuilder silo, ClusterTlsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(silo);
        ArgumentNullException.ThrowIfNull(settings);
        CurrentIdentity identity = new(new TlsDemand(settings, IsSilo: true), TimeProvider.System);
        TlsOptions fromSilos = Server(identity, mustShow: true);
        fromSilos.RemoteCertificateValidation = OfSilo(settings.SiloName!);
        TlsOptions fromClients = Server(identity, settings.RequireClientCertificate);
        TlsOptions toSilos = Client(identity, settings.SiloName!);
        silo.Services.Configure<SiloConnectionOptions>(options =>
        {
            options.ConfigureSiloInboundConnection(connection => connection.Logged(identity).UseServerTls(fromSilos));
            options.ConfigureGatewayInboundConnection(connection => connection.Logged(identity).UseServerTls(fromClients));
            options.ConfigureSiloOutboundConnection(connection => connection.Logged(identity).UseClientTls(toSilos));
        });
        return silo;
    }

    /// <summary>The client speaks to silos alone that show a certificate with <see cref="ClusterTlsSettings.SiloName"/>, and shows its own.</summary>
    /// <param name="client">The client.</param>
    /// <param name="settings">The certificate and whom it trusts; without <see cref="ClusterTlsSettings.RequireClientCertificate"/> it may have none.</param>
    /// <inheritdoc cref="UseVerifierTls(ISiloBuilder, ClusterTlsSettings)"/>
    public static IClientBuilder UseVerifierTls(this IClientBuilder client, ClusterTlsSettings settings)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(settings);
        CurrentIdentity identity = new(new TlsDemand(settings, IsSilo: false), TimeProvider.System);
        TlsOptions toSilos = Client(identity, settings.SiloName!);
        client.Services.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(connection => connection.Logged(identity).UseClientTls(toSilos)));
        return client;
    }

    private static IConnectionBuilder Logged(this IConnectionBuilder connection, CurrentIdentity identity)
    {
        identity.Logger = connection.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(VerifierTls));
        return connection;
    }

    private static RemoteCertificateValidator OfSilo(string siloName) => (certificate, _, errors) => errors is SslPolicyErrors.None && TlsIdentity.IsSilo(certificate, siloName);

    private static TlsOptions Server(CurrentIdentity identity, bool mustShow) => new()
    {
        // The middleware insists on one; what is used is the context below, which has the certificates between as well.
        LocalServerCertificateSelector = (_, _) => identity.Take().Certificate!,
        RemoteCertificateMode = mustShow ? RemoteCertificateMode.RequireCertificate : RemoteCertificateMode.NoCertificate,
        OnAuthenticateAsServer = (_, options) =>
        {
            TlsIdentity now = identity.Take();
            var tls = (SslServerAuthenticationOptions)options.SslServerAuthenticationOptions;
            tls.ServerCertificateSelectionCallback = null;
            tls.ServerCertificateContext = now.Context;
            tls.CertificateChainPolicy = now.Policy();

            // A connection lives long; every one is to be judged anew.
            tls.AllowTlsResume = false;
        },
    };

    private static TlsOptions Client(CurrentIdentity identity, string siloName) => new()
    {
        RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
        RemoteCertificateValidation = OfSilo(siloName),
        OnAuthenticateAsClient = (_, options) =>
        {
            TlsIdentity now = identity.Take();
            var tls = (SslClientAuthenticationOptions)options.SslClientAuthenticationOptions;
            tls.TargetHost = siloName;
            tls.ClientCertificateContext = now.Context;
            tls.CertificateChainPolicy = now.Policy();
            tls.AllowTlsResume = false;
        },
    };
}
