using BenchmarkDotNet.Attributes;

namespace Verifier.Bench.Core;

/// <summary>Requests that are refused; a flood of them must not cost more than good ones do.</summary>
public class Refused
{
    private readonly Workbench _bench = new("RS256");
    private string _expired = "";
    private string _badSignature = "";
    private string _unknownIssuer = "";
    private string _randomKid = "";
    private string _oversized = "";

    [GlobalSetup]
    public void Setup()
    {
        _expired = "Bearer " + _bench.Token(change: token => token.ValidFor(TimeSpan.FromHours(-1)));
        _badSignature = "Bearer " + _bench.Token(change: token => token.EditSignature = signature =>
        {
            signature[^1] ^= 1;
            return signature;
        });
        _unknownIssuer = "Bearer " + _bench.Token(change: token => token.Claims["iss"] = "https://elsewhere.bench.test");
        _randomKid = "Bearer " + _bench.Token(change: token => token.Header["kid"] = "a-kid-that-nobody-has");
        _oversized = "Bearer " + new string('a', Credentials.MaxTokenLength + 1);
    }

    [Benchmark]
    public Verdict Expired() => Judge(_expired, Reason.TokenExpired);

    [Benchmark]
    public Verdict BadSignature() => Judge(_badSignature, Reason.SignatureInvalid);

    [Benchmark]
    public Verdict UnknownIssuer() => Judge(_unknownIssuer, Reason.IssuerUnknown);

    [Benchmark]
    public Verdict RandomKid() => Judge(_randomKid, Reason.KeyUnknown);

    [Benchmark]
    public Verdict Oversized() => Judge(_oversized, Reason.TokenTooLarge);

    [Benchmark]
    public Verdict Malformed() => Judge("Bearer not.a.token", Reason.TokenMalformed);

    [Benchmark]
    public Verdict NoCredentials() => Workbench.Judge(_bench.Verifier, new AccessRequest { Tenant = "bench", Demand = _bench.Demand }, Reason.CredentialsMissing);

    private Verdict Judge(string header, Reason expected) => Workbench.Judge(_bench.Verifier, _bench.Bearer(header), expected);
}
