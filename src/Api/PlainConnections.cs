using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace Verifier.Api;

/// <summary>Speaks to no silo beyond loopback without TLS: it would be told nonce secrets, and could be anybody.</summary>
internal static partial class PlainConnections
{
    public static void RefusePlainConnections(this IClientBuilder client)
        => client.Services.Configure<ClientConnectionOptions>(options => options.ConfigureConnection(connection =>
        {
            ILogger logger = connection.ApplicationServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(PlainConnections));
            connection.Use(next => context => IsPrivate(context.RemoteEndPoint) ? next(context) : RefuseAsync(logger, context));
        }));

    private static bool IsPrivate(EndPoint? silo) => silo is IPEndPoint { Address: { } address } && IPAddress.IsLoopback(address);

    private static Task RefuseAsync(ILogger logger, ConnectionContext context)
    {
        Refused(logger, context.RemoteEndPoint);
        context.Abort();
        return Task.CompletedTask;
    }

    [LoggerMessage(6001, LogLevel.Error, "The silo at {Silo} is beyond loopback and there is no TLS, so nothing is said to it: configure Verifier:Cluster:Tls, or set Verifier:Cluster:AllowPlainConnections to true if nobody else can listen on that network")]
    private static partial void Refused(ILogger logger, EndPoint? silo);
}
