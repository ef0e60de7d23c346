using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Interop.Tests.Faults;

/// <summary>Sends what must never pass, whatever is going on.</summary>
internal sealed class Attacker
{
    private const string Url = InteropFixture.Orders;

    private static readonly TimeSpan AnHour = TimeSpan.FromHours(1);
    private static readonly TestKey Owner = TestKey.Create();
    private static readonly TestKey Thief = TestKey.Create();

    private readonly MortalVerifier _verifier;
    private readonly TroubledIssuer[] _issuers;
    private readonly FaultReport _report;
    private readonly (string Name, Func<TroubledIssuer, ClientRequest> Make)[] _attacks;

    public Attacker(MortalVerifier verifier, TroubledIssuer[] issuers, TestIssuer mallory, FaultReport report)
    {
        (_verifier, _issuers, _report) = (verifier, issuers, report);
        _attacks =
        [
            ("a token of an issuer that nobody trusts", _ => Bearer(mallory.Token(token => token.Claims["aud"] = InteropFixture.Api))),
            ("a token with the key of an issuer that nobody trusts", issuer => Bearer(issuer.Token(token => token.SignedBy(mallory.CurrentKey)))),
            ("a token with the key of another trusted issuer", issuer => Bearer(issuer.Token(token => token.SignedBy(Other(issuer).CurrentKey)))),
            ("a token with a key that nobody knows", issuer => Bearer(issuer.Token(token => token.SignedBy(Thief)))),
            ("a token with such a key under the name of a good one", issuer => Bearer(issuer.Token(token => token.SigningKey = Thief))),
            ("a token with other claims", issuer => Bearer(Jws.Tamper(Good(issuer), claims => claims["sub"] = "admin"))),
            ("a token without a signature", issuer => Bearer(Jws.Assemble("""{"alg":"none","typ":"at+jwt"}""", Jws.ReadClaims(Good(issuer)).ToJsonString(), []))),
            ("an expired token", issuer => Bearer(issuer.Token(token => Age(token, AnHour)))),
            ("a token for another API", issuer => Bearer(issuer.Token(token => token.Claims["aud"] = "https://api.other.example"))),
            ("a token without the scope", issuer => Bearer(issuer.Token(token => token.Claims["scope"] = "profile"))),
            ("a logout token", issuer => Bearer(issuer.Token(token => token.Claims["events"] = new JsonObject()))),
            ("no token at all", _ => Bearer("not.a.token")),
            ("a bound token as Bearer", issuer => Bearer(Bound(issuer))),
            ("a stolen token with the thief's proof", issuer => WithProof(Bound(issuer), token => DPoPProof.Create(Thief, "GET", Url, token))),
            ("a proof for another method", issuer => WithProof(Bound(issuer), token => DPoPProof.Create(Owner, "POST", Url, token))),
            ("a proof for another URL", issuer => WithProof(Bound(issuer), token => DPoPProof.Create(Owner, "GET", $"{Url}/1", token))),
            ("a proof for another token", issuer => WithProof(Bound(issuer), _ => Proof(Bound(issuer)))),
            ("a proof of an hour ago", issuer => WithProof(Bound(issuer), token => Proof(token, change: proof => Age(proof, AnHour)))),
            ("a proof with a nonce of nobody's", issuer => WithProof(Bound(issuer), token => Proof(token, nonce: Jws.Encode("made by the client, not by us"u8)))),
            ("a proof with a false signature", issuer => WithProof(Bound(issuer), token => Proof(token, change: proof => proof.SigningKey = Thief))),
            ("a token that is bound to no key, with a proof", issuer => WithProof(Good(issuer), token => Proof(token))),
        ];
    }

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var issuer = _issuers[Random.Shared.Next(_issuers.Length)];
            var (name, make) = _attacks[Random.Shared.Next(_attacks.Length)];
            var judgement = await _verifier.AskAsync(make(issuer), name);
            if (judgement is { Allowed: true })
            {
                _report.Violated($"{name} passed");
            }
            else if (judgement is not null)
            {
                _report.Count($"{name} refused");
            }

            await Wait.BetweenRequestsAsync(end);
        }
    }

    private TroubledIssuer Other(TroubledIssuer issuer) => _issuers.First(other => other != issuer);

    private static ClientRequest Bearer(string token) => new("", $"Bearer {token}", null, "GET", Url);

    private static ClientRequest WithProof(string token, Func<string, string> proof) => new("", $"DPoP {token}", proof(token), "GET", Url);

    private static string Proof(string token, string? nonce = null, Action<JwtSpec>? change = null) =>
        DPoPProof.Create(Owner, "GET", Url, token, nonce, change: change);

    private static string Good(TroubledIssuer issuer) => issuer.Token(_ => { });

    private static string Bound(TroubledIssuer issuer) => issuer.Token(token => token.BoundTo(Owner));

    private static void Age(JwtSpec spec, TimeSpan age)
    {
        foreach (var claim in new[] { "iat", "exp" }.Where(spec.Claims.ContainsKey))
        {
            spec.Claims[claim] = spec.Claims[claim]!.GetValue<long>() - (long)age.TotalSeconds;
        }
    }
}
