using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.ForwardAuth;
using Verifier.AspNetCore.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Configuration;

/// <summary>What an installation runs on, read from its configuration and checked.</summary>
public sealed record VerifierSetup
{
    /// <summary>The tenants from configuration.</summary>
    public IReadOnlyList<TenantPolicy> Tenants { get; init; } = [];

    /// <summary>Whether a token's unverified <c>iss</c> may choose the tenant where nothing else does.</summary>
    public bool TenantByToken { get; init; } = true;

    /// <summary>How issuers' keys are fetched.</summary>
    public FetchOptions Fetch { get; init; } = new();

    /// <summary>Who may ask for decisions from beyond loopback.</summary>
    public IReadOnlyList<Caller> Callers { get; init; } = [];

    /// <summary>How reverse proxies ask, by <c>GET /v1/auth</c>.</summary>
    public ForwardAuthSetup ForwardAuth { get; init; } = new();

    /// <summary>The keys that may read and change tenants.</summary>
    public IReadOnlyList<NamedKey> AdminKeys { get; init; } = [];

    /// <summary>The keys that may read tenants.</summary>
    public IReadOnlyList<NamedKey> AdminReadKeys { get; init; } = [];

    /// <summary>Where administration has listeners of its own; empty: it is answered wherever the host listens.</summary>
    public IReadOnlyList<string> AdminUrls { get; init; } = [];

    /// <summary>Whether the host may listen beyond loopback without TLS.</summary>
    public bool AllowPlainHttp { get; init; }

    /// <summary>Where the host keeps its files.</summary>
    public string DataDirectory { get; init; } = "data";

    /// <summary>Whether a start without stored state is taken for the first one, so that proofs made before it pass without a fence: for tests and development.</summary>
    public bool AssumeFirstStart { get; init; }

    /// <summary>What is not wrong and still worth an operator's attention, a sentence each.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];
}
