using Microsoft.Extensions.Logging;
using Verifier.Keys;

namespace Verifier.AspNetCore.Keys;

/// <summary>What the keys' owner tells operators.</summary>
internal static partial class Log
{
    /// <summary>One fetch has ended: from the ring before and after it follows what there is to say.</summary>
    public static void Landed(ILogger logger, string tenant, KeyRingView before, KeyRingView after)
    {
        if (after.Failures > 0)
        {
            string next = Time(after.NextRefresh);
            if (after.UsableUntil > after.LastErrorAt)
            {
                NotRefreshed(logger, after.Issuer, tenant, after.LastError, after.Keys.Count, Time(after.UsableUntil), next);
            }
            else
            {
                NotFetched(logger, after.Issuer, tenant, after.LastError, next);
            }
        }
        else if (before.Failures > 0 || !Names(before).SequenceEqual(Names(after)) || !before.LeftOut.SequenceEqual(after.LeftOut))
        {
            Changed(logger, after.Issuer, tenant, after.Keys.Count, Time(after.NextRefresh), after.LeftOut is [] ? "none" : string.Join("; ", after.LeftOut));
        }
        else
        {
            Unchanged(logger, after.Issuer, tenant, after.Keys.Count, Time(after.NextRefresh));
        }
    }

    [LoggerMessage(1101, LogLevel.Information, "Keys of {Issuer} for tenant {Tenant} fetched: {Count} held; next refresh at {Next}; published and not usable: {LeftOut}")]
    private static partial void Changed(ILogger logger, string issuer, string tenant, int count, string next, string leftOut);

    [LoggerMessage(1102, LogLevel.Debug, "Keys of {Issuer} for tenant {Tenant} fetched and unchanged: {Count} held; next refresh at {Next}")]
    private static partial void Unchanged(ILogger logger, string issuer, string tenant, int count, string next);

    [LoggerMessage(1103, LogLevel.Warning, "Keys of {Issuer} for tenant {Tenant} not refreshed: {Fault}; the {Count} keys held stay in use until {Until}; next try at {Next}")]
    private static partial void NotRefreshed(ILogger logger, string issuer, string tenant, string? fault, int count, string until, string next);

    [LoggerMessage(1104, LogLevel.Error, "Keys of {Issuer} for tenant {Tenant} not fetched: {Fault}; its tokens are answered with 503 until that is mended; next try at {Next}")]
    private static partial void NotFetched(ILogger logger, string issuer, string tenant, string? fault, string next);

    [LoggerMessage(1105, LogLevel.Error, "Keys of {Issuer} not fetched: the fetcher threw an exception, which is a fault in the fetcher")]
    public static partial void FetcherThrew(ILogger logger, Exception exception, string issuer);

    private static IEnumerable<(string? Kid, string Thumbprint)> Names(KeyRingView ring) => ring.Keys.Select(key => (key.Kid, key.Thumbprint));

    private static string Time(long? seconds) => seconds is { } known ? $"{DateTimeOffset.FromUnixTimeSeconds(known):yyyy-MM-ddTHH:mm:ssZ}" : "the next use";
}
