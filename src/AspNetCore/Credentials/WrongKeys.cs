using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.Credentials;

/// <summary>
/// Slows down whoever tries keys: of the wrong ones from one address, or from everywhere, only so many a minute are looked into and logged; the others are answered 429.
/// </summary>
/// <remarks>
/// A right key passes, always, also from an address that is being answered 429: behind a proxy everybody has one address, and whoever could have the administrators refused by sending wrong keys
/// would have found something better than a key. So this does not make guessing hopeless. The keys do, with 32 characters or more, compared in constant time; this bounds what an attack costs: it writes no
/// more than a hundred lines a minute, and a wrong key costs two hashes. It tells an attacker nothing: a wrong key is answered the same whichever it is.
/// </remarks>
internal sealed class WrongKeys(TimeProvider clock)
{
    /// <summary>How many wrong keys a minute are taken from one address (of IPv6, one /64 network).</summary>
    public const int PerAddress = 10;

    /// <summary>How many wrong keys a minute are taken in all.</summary>
    public const int InAll = 100;

    private const int Window = 60;

    private readonly Lock _turn = new();

    // It has at most InAll entries.
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private long _windowEnd = long.MinValue;
    private int _all;
    private bool _isOverTold;

    /// <summary>What came of one wrong key.</summary>
    public enum Outcome
    {
        /// <summary>Within the budget: to be answered and logged as a wrong key.</summary>
        Taken,

        /// <summary>The first one over the budget: to be logged, as the last one for some time.</summary>
        FirstOver,

        /// <summary>Over the budget.</summary>
        Over,
    }

    /// <summary>Counts a wrong key.</summary>
    public Outcome Count(IPAddress? from, out int retryAfter)
    {
        IPAddress address = NetworkOf(from);
        lock (_turn)
        {
            long now = clock.GetUtcNow().ToUnixTimeSeconds();

            // The second condition: a clock that was set back.
            if (now >= _windowEnd || now < _windowEnd - Window)
            {
                _windowEnd = now + Window;
                _byAddress.Clear();
                _all = 0;
                _isOverTold = false;
            }

            retryAfter = (int)(_windowEnd - now);
            int before = _byAddress.GetValueOrDefault(address);
            if (_all < InAll && before < PerAddress)
            {
                _all++;
                _byAddress[address] = before + 1;
                return Outcome.Taken;
            }

            bool isFirst = !_isOverTold;
            _isOverTold = true;
            return isFirst ? Outcome.FirstOver : Outcome.Over;
        }
    }

    /// <summary>Answers a call that presents no right key: 401, or 429 where a wrong one is over the budget.</summary>
    /// <param name="context">The call.</param>
    /// <param name="needed">What it lacks, for the answer's body.</param>
    /// <param name="logUnknown">Logs a wrong key.</param>
    /// <param name="logTooMany">Logs that further ones are not, for so many seconds.</param>
    public Task RefuseAsync(HttpContext context, string needed, Action<IPAddress?> logUnknown, Action<IPAddress?, int> logTooMany)
    {
        IPAddress? from = context.Connection.RemoteIpAddress;
        Outcome outcome = Count(from, out int retryAfter);
        if (outcome is Outcome.Taken)
        {
            logUnknown(from);
        }
        else if (outcome is Outcome.FirstOver)
        {
            logTooMany(from, retryAfter);
        }

        // Without a key nothing was tried, and the challenge says what is missing.
        if (outcome is Outcome.Taken || context.Request.Headers.Authorization.Count == 0)
        {
            return BearerKey.RefuseAsync(context, needed);
        }

        context.Response.Headers.RetryAfter = retryAfter.ToString(CultureInfo.InvariantCulture);
        return Problem.WriteAsync(context, StatusCodes.Status429TooManyRequests, "Too many wrong keys have been tried.");
    }

    // Whoever has an IPv6 address has 2^64 of them. No address at all (a Unix socket) is one too.
    private static IPAddress NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address;
        }

        byte[] network = address.GetAddressBytes();
        network.AsSpan(8).Clear();
        return new IPAddress(network);
    }
}
