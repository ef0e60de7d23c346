using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Credentials;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>
/// Whose word is taken for what a client has sent: a connection's that comes from a trusted network and, where secrets are configured, presents one of them. It judges the connection itself, never a header.
/// </summary>
internal sealed class ProxyGate(VerifierSetup setup, TimeProvider clock, ILogger<ProxyGate> logger)
{
    private readonly ForwardAuthSetup _setup = setup.ForwardAuth;

    // Of those who are refused only so many are logged: nobody can slow the service down by making it write.
    private readonly WrongKeys _refused = new(clock);

    /// <summary>Whether the call is a trusted proxy's.</summary>
    public bool Admits(HttpContext context)
    {
        IPAddress? from = context.Connection.RemoteIpAddress;
        bool isTrusted = IsTrusted(from);
        if (isTrusted && HasSecret(context.Request.Headers[_setup.SecretHeader]))
        {
            return true;
        }

        WrongKeys.Outcome outcome = _refused.Count(from, out int seconds);
        if (outcome is WrongKeys.Outcome.Taken)
        {
            if (isTrusted)
            {
                ForwardAuthLog.NoSecret(logger, from, _setup.SecretHeader);
            }
            else
            {
                ForwardAuthLog.Untrusted(logger, from);
            }
        }
        else if (outcome is WrongKeys.Outcome.FirstOver)
        {
            ForwardAuthLog.TooMany(logger, seconds);
        }

        return false;
    }

    // A socket for both families sees an IPv4 client as ::ffff:a.b.c.d. No address at all (a Unix socket) is nobody's.
    private bool IsTrusted(IPAddress? from)
    {
        IPAddress? address = from is { IsIPv4MappedToIPv6: true } ? from.MapToIPv4() : from;
        return address is not null && _setup.TrustedProxies.Any(network => network.Contains(address));
    }

    private bool HasSecret(StringValues presented)
        => _setup.Secrets.Count == 0 || (presented.Count == 1 && presented[0] is { } secret && NamedKey.Find(_setup.Secrets, secret, known => known) is not null);
}
