using System.Net;
using Microsoft.Extensions.Logging;

namespace Verifier.Envoy;

/// <summary>What is written about calls of Envoy's that forward auth never sees: never a value of theirs.</summary>
internal static partial class EnvoyLog
{
    [LoggerMessage(1407, LogLevel.Warning, "Check refused a call of the proxy at {From} with gRPC status {Status}: {Fault}")]
    public static partial void Malformed(ILogger logger, IPAddress? from, GrpcStatus status, string fault);

    [LoggerMessage(1408, LogLevel.Error, "Check could not answer the proxy at {From}")]
    public static partial void Failed(ILogger logger, IPAddress? from, Exception fault);
}
