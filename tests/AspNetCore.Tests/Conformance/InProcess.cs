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

/// <summary>The suites on the core and its owners in one process.</summary>
public static class InProcess
{
    public sealed class Authorizations(InProcessStage stage) : AuthorizationSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Bindings(InProcessStage stage) : BindingSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Demands(InProcessStage stage) : DemandSuite(stage), IClassFixture<InProcessStage>;

    public sealed class TokenClaims(InProcessStage stage) : TokenClaimSuite(stage), IClassFixture<InProcessStage>;

    public sealed class TokenHeaders(InProcessStage stage) : TokenHeaderSuite(stage), IClassFixture<InProcessStage>;

    public sealed class TokenTimes(InProcessStage stage) : TokenTimeSuite(stage), IClassFixture<InProcessStage>;

    public sealed class HeaderSmugglings(InProcessStage stage) : HeaderSmugglingSuite(stage), IClassFixture<InProcessStage>;

    public sealed class JsonAttacks(InProcessStage stage) : JsonAttackSuite(stage), IClassFixture<InProcessStage>;

    public sealed class KeyAttacks(InProcessStage stage) : KeyAttackSuite(stage), IClassFixture<InProcessStage>;

    public sealed class SignatureAttacks(InProcessStage stage) : SignatureAttackSuite(stage), IClassFixture<InProcessStage>;

    public sealed class SizeAttacks(InProcessStage stage) : SizeAttackSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Nonces(InProcessStage stage) : NonceSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Proofs(InProcessStage stage) : ProofSuite(stage), IClassFixture<InProcessStage>;

    public sealed class ProofTimes(InProcessStage stage) : ProofTimeSuite(stage), IClassFixture<InProcessStage>;

    public sealed class ProofUrls(InProcessStage stage) : ProofUrlSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Keys(InProcessStage stage) : KeySuite(stage), IClassFixture<InProcessStage>;

    public sealed class KeyTimes(InProcessStage stage) : KeyTimeSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Differences(InProcessStage stage) : DifferenceSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Robustnesses(InProcessStage stage) : RobustnessSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Tamperings(InProcessStage stage) : TamperingSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Challenges(InProcessStage stage) : ChallengeSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Reasons(InProcessStage stage) : ReasonSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Replays(InProcessStage stage) : ReplaySuite(stage), IClassFixture<InProcessStage>;

    public sealed class ReplayTimes(InProcessStage stage) : ReplayTimeSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Revocations(InProcessStage stage) : RevocationSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Tenants(InProcessStage stage) : TenantSuite(stage), IClassFixture<InProcessStage>;

    public sealed class Vectors(InProcessStage stage) : VectorSuite(stage), IClassFixture<InProcessStage>;
}
