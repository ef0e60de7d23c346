using System.Net;
using Microsoft.Extensions.Logging;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>What is written about proxies' calls that are refused themselves, whichever way they came: never a header's value.</summary>
internal static partial class ForwardAuthLog
{
    [LoggerMessage(1401, LogLevel.Warning, "Forward auth refused a call from {From}, which is not among Verifier:ForwardAuth:TrustedProxies")]
    public static partial void Untrusted(ILogger logger, IPAddress? from);

    [LoggerMessage(1402, LogLevel.Warning, "Forward auth refused a call from {From}: its {Header} is not one of Verifier:ForwardAuth:Secrets")]
    public static partial void NoSecret(ILogger logger, IPAddress? from, string header);

    [LoggerMessage(1403, LogLevel.Warning, "Forward auth refuses so many callers that no more of them are logged for {Seconds} s")]
    public static partial void TooMany(ILogger logger, int seconds);

    [LoggerMessage(1404, LogLevel.Warning, "Forward auth refused a call of the proxy at {From}: {Fault}")]
    public static partial void Misunderstood(ILogger logger, IPAddress? from, string fault);

    [LoggerMessage(1405, LogLevel.Information, "Forward auth refused a request that came through the proxy at {From}: {Fault}")]
    public static partial void Ambiguous(ILogger logger, IPAddress? from, string fault);

    [LoggerMessage(1406, LogLevel.Warning, "Decision {DecisionId} of tenant {Tenant} allowed a request that forward auth refused all the same: its claims take {Length} characters, and X-Auth-Claims may have {Most}; ask for them by claims=true only where tokens are small")]
    public static partial void ClaimsTooLong(ILogger logger, string decisionId, string tenant, int length, int most);
}
