using BenchmarkDotNet.Attributes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Verifier.Bench.Core;

/// <summary>A Bearer token that has been seen before, which is what nearly every request brings; the peer keeps no verdicts, so for it the token is always new.</summary>
public class BearerSeen
{
    private readonly Workbench _bench = new("RS256");
    private readonly JsonWebTokenHandler _handler = new();
    private string _token = "";
    private string _header = "";
    private TokenValidationParameters _parameters = new();

    [GlobalSetup]
    public void Setup()
    {
        _token = _bench.Token();
        _header = $"Bearer {_token}";
        _parameters = Peers.Parameters(_bench.Issuer);
    }

    [Benchmark]
    public TokenValidationResult JsonWebTokenHandler() => Peers.Validate(_handler, _token, _parameters);

    [Benchmark]
    public Verdict Ours() => Workbench.Judge(_bench.Verifier, _bench.Bearer(_header));

    /// <summary>Where nothing names the tenant, the token's issuer does.</summary>
    [Benchmark]
    public Verdict OursTenantByToken() => Workbench.Judge(_bench.Verifier, _bench.Bearer(_header) with { Tenant = null });
}
