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

/// <summary>The suites through <c>GET /v1/auth</c>, as a proxy asks it.</summary>
public static class ThroughForwardAuth
{
    public sealed class Authorizations(ForwardAuthStage stage) : AuthorizationSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Bindings(ForwardAuthStage stage) : BindingSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Demands(ForwardAuthStage stage) : DemandSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class TokenClaims(ForwardAuthStage stage) : TokenClaimSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class TokenHeaders(ForwardAuthStage stage) : TokenHeaderSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class TokenTimes(ForwardAuthStage stage) : TokenTimeSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class HeaderSmugglings(ForwardAuthStage stage) : HeaderSmugglingSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class JsonAttacks(ForwardAuthStage stage) : JsonAttackSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class KeyAttacks(ForwardAuthStage stage) : KeyAttackSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class SignatureAttacks(ForwardAuthStage stage) : SignatureAttackSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class SizeAttacks(ForwardAuthStage stage) : SizeAttackSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Nonces(ForwardAuthStage stage) : NonceSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Proofs(ForwardAuthStage stage) : ProofSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class ProofTimes(ForwardAuthStage stage) : ProofTimeSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class ProofUrls(ForwardAuthStage stage) : ProofUrlSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Keys(ForwardAuthStage stage) : KeySuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class KeyTimes(ForwardAuthStage stage) : KeyTimeSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Differences(ForwardAuthStage stage) : DifferenceSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Robustnesses(ForwardAuthStage stage) : RobustnessSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Tamperings(ForwardAuthStage stage) : TamperingSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Challenges(ForwardAuthStage stage) : ChallengeSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Reasons(ForwardAuthStage stage) : ReasonSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Replays(ForwardAuthStage stage) : ReplaySuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class ReplayTimes(ForwardAuthStage stage) : ReplayTimeSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Revocations(ForwardAuthStage stage) : RevocationSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Tenants(ForwardAuthStage stage) : TenantSuite(stage), IClassFixture<ForwardAuthStage>;

    public sealed class Vectors(ForwardAuthStage stage) : VectorSuite(stage), IClassFixture<ForwardAuthStage>;
}
