using System.Globalization;
using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.Credentials;

/// <summary>
/// Who may ask for decisions: anybody on loopback, a caller with its key elsewhere. It judges every request by its own connection, so that a host whose
/// listeners were read wrongly at the start still refuses.
/// </summary>
internal sealed class CallerGate : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Entry[] _callers;

    private readonly WrongKeys _wrong;

    private readonly ILogger<CallerGate> _logger;

    public CallerGate(IReadOnlyList<Caller> callers, TimeProvider clock, ILogger<CallerGate> logger)
    {
        _logger = logger;
        _wrong = new WrongKeys(clock);
        _callers = [.. callers.Select(caller => new Entry(caller, caller.RequestsPerSecond is { } rate ? Limit(rate) : null))];
    }

    /// <summary>Whether the call may go on, and for which tenants (null: all); false when it has been answered with 401 or 429.</summary>
    public async ValueTask<Admission> AdmitAsync(HttpContext context)
    {
        // A key that is presented must be right, on loopback too: its owner counts on the tenants that it opens.
        if (context.Request.Headers.Authorization.Count == 0 && IsLoopback(context.Connection))
        {
            return new Admission(true, null);
        }

        Entry? entry = BearerKey.Read(context.Request) is { } key ? NamedKey.Find(_callers, key, entry => entry.Caller.Key) : null;
        if (entry is null)
        {
            await RefuseAsync(context);
            return default;
        }

        using RateLimitLease? lease = entry.Limiter?.AttemptAcquire();
        if (lease is { IsAcquired: false })
        {
            double wait = lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan retryAfter) ? Math.Ceiling(retryAfter.TotalSeconds) : 1;
            context.Response.Headers.RetryAfter = Math.Max(1, wait).ToString(CultureInfo.InvariantCulture);
            await Problem.WriteAsync(context, StatusCodes.Status429TooManyRequests, "This caller asks for more decisions a second than it may.");
            return default;
        }

        return new Admission(true, entry.Caller.Tenants);
    }

    public void Dispose()
    {
        foreach (Entry entry in _callers)
        {
            entry.Limiter?.Dispose();
        }
    }

    private Task RefuseAsync(HttpContext context)
        => _wrong.RefuseAsync(context, "A caller key is needed, as Authorization: Bearer.", from => CallerLog.Unknown(_logger, from), (from, seconds) => CallerLog.TooMany(_logger, from, seconds));

    // Both ends: a forwarded port can bring a remote client to a local address. No address at all (a Unix socket) is not known to be loopback.
    private static bool IsLoopback(ConnectionInfo connection)
        => connection.LocalIpAddress is { } local && connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(local) && IPAddress.IsLoopback(remote);

    private static TokenBucketRateLimiter Limit(int rate) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = rate,
        TokensPerPeriod = rate,
        ReplenishmentPeriod = Second,
        QueueLimit = 0,
        AutoReplenishment = true,
    });

    private sealed record Entry(Caller Caller, TokenBucketRateLimiter? Limiter);
}
