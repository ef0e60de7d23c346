using Verifier.Conformance.AccessTokens;
using Verifier.Conformance.Attacks;
using Verifier.Conformance.DPoP;
using Verifier.Conformance.Keys;
using Verifier.Conformance.Properties;
using Verifier.Conformance.Reasons;
using Verifier.Conformance.Replay;
using Verifier.Conformance.Tenants;
using Verifier.Conformance.Vectors;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>The suites on the one-process host, asked over HTTP.</summary>
public static class OverHttp
{
    public sealed class Authorizations(HttpStage stage) : AuthorizationSuite(stage), IClassFixture<HttpStage>;

    public sealed class Bindings(HttpStage stage) : BindingSuite(stage), IClassFixture<HttpStage>;

    public sealed class Demands(HttpStage stage) : DemandSuite(stage), IClassFixture<HttpStage>;

    public sealed class TokenClaims(HttpStage stage) : TokenClaimSuite(stage), IClassFixture<HttpStage>;

    public sealed class TokenHeaders(HttpStage stage) : TokenHeaderSuite(stage), IClassFixture<HttpStage>;

    public sealed class TokenTimes(HttpStage stage) : TokenTimeSuite(stage), IClassFixture<HttpStage>;

    public sealed class HeaderSmugglings(HttpStage stage) : HeaderSmugglingSuite(stage), IClassFixture<HttpStage>;

    public sealed class JsonAttacks(HttpStage stage) : JsonAttackSuite(stage), IClassFixture<HttpStage>;

    public sealed class KeyAttacks(HttpStage stage) : KeyAttackSuite(stage), IClassFixture<HttpStage>;

    public sealed class SignatureAttacks(HttpStage stage) : SignatureAttackSuite(stage), IClassFixture<HttpStage>;

    public sealed class SizeAttacks(HttpStage stage) : SizeAttackSuite(stage), IClassFixture<HttpStage>;

    public sealed class Nonces(HttpStage stage) : NonceSuite(stage), IClassFixture<HttpStage>;

    public sealed class Proofs(HttpStage stage) : ProofSuite(stage), IClassFixture<HttpStage>;

    public sealed class ProofTimes(HttpStage stage) : ProofTimeSuite(stage), IClassFixture<HttpStage>;

    public sealed class ProofUrls(HttpStage stage) : ProofUrlSuite(stage), IClassFixture<HttpStage>;

    public sealed class Keys(HttpStage stage) : KeySuite(stage), IClassFixture<HttpStage>;

    public sealed class KeyTimes(HttpStage stage) : KeyTimeSuite(stage), IClassFixture<HttpStage>;

    public sealed class Differences(HttpStage stage) : DifferenceSuite(stage), IClassFixture<HttpStage>;

    public sealed class Robustnesses(HttpStage stage) : RobustnessSuite(stage), IClassFixture<HttpStage>;

    public sealed class Tamperings(HttpStage stage) : TamperingSuite(stage), IClassFixture<HttpStage>;

    public sealed class Challenges(HttpStage stage) : ChallengeSuite(stage), IClassFixture<HttpStage>;

    public sealed class Reasons(HttpStage stage) : ReasonSuite(stage), IClassFixture<HttpStage>;

    public sealed class Replays(HttpStage stage) : ReplaySuite(stage), IClassFixture<HttpStage>;

    public sealed class ReplayTimes(HttpStage stage) : ReplayTimeSuite(stage), IClassFixture<HttpStage>;

    public sealed class Revocations(HttpStage stage) : RevocationSuite(stage), IClassFixture<HttpStage>;

    public sealed class Tenants(HttpStage stage) : TenantSuite(stage), IClassFixture<HttpStage>;

    public sealed class Vectors(HttpStage stage) : VectorSuite(stage), IClassFixture<HttpStage>;
}
