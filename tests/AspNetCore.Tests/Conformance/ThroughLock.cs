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

/// <summary>The suites through the lock around the endpoint, alone.</summary>
public static class ThroughLock
{
    public sealed class Authorizations(LockStage stage) : AuthorizationSuite(stage), IClassFixture<LockStage>;

    public sealed class Bindings(LockStage stage) : BindingSuite(stage), IClassFixture<LockStage>;

    public sealed class Demands(LockStage stage) : DemandSuite(stage), IClassFixture<LockStage>;

    public sealed class TokenClaims(LockStage stage) : TokenClaimSuite(stage), IClassFixture<LockStage>;

    public sealed class TokenHeaders(LockStage stage) : TokenHeaderSuite(stage), IClassFixture<LockStage>;

    public sealed class TokenTimes(LockStage stage) : TokenTimeSuite(stage), IClassFixture<LockStage>;

    public sealed class HeaderSmugglings(LockStage stage) : HeaderSmugglingSuite(stage), IClassFixture<LockStage>;

    public sealed class JsonAttacks(LockStage stage) : JsonAttackSuite(stage), IClassFixture<LockStage>;

    public sealed class KeyAttacks(LockStage stage) : KeyAttackSuite(stage), IClassFixture<LockStage>;

    public sealed class SignatureAttacks(LockStage stage) : SignatureAttackSuite(stage), IClassFixture<LockStage>;

    public sealed class SizeAttacks(LockStage stage) : SizeAttackSuite(stage), IClassFixture<LockStage>;

    public sealed class Nonces(LockStage stage) : NonceSuite(stage), IClassFixture<LockStage>;

    public sealed class Proofs(LockStage stage) : ProofSuite(stage), IClassFixture<LockStage>;

    public sealed class ProofTimes(LockStage stage) : ProofTimeSuite(stage), IClassFixture<LockStage>;

    public sealed class ProofUrls(LockStage stage) : ProofUrlSuite(stage), IClassFixture<LockStage>;

    public sealed class Keys(LockStage stage) : KeySuite(stage), IClassFixture<LockStage>;

    public sealed class KeyTimes(LockStage stage) : KeyTimeSuite(stage), IClassFixture<LockStage>;

    public sealed class Differences(LockStage stage) : DifferenceSuite(stage), IClassFixture<LockStage>;

    public sealed class Robustnesses(LockStage stage) : RobustnessSuite(stage), IClassFixture<LockStage>;

    public sealed class Tamperings(LockStage stage) : TamperingSuite(stage), IClassFixture<LockStage>;

    public sealed class Challenges(LockStage stage) : ChallengeSuite(stage), IClassFixture<LockStage>;

    public sealed class Reasons(LockStage stage) : ReasonSuite(stage), IClassFixture<LockStage>;

    public sealed class Replays(LockStage stage) : ReplaySuite(stage), IClassFixture<LockStage>;

    public sealed class ReplayTimes(LockStage stage) : ReplayTimeSuite(stage), IClassFixture<LockStage>;

    public sealed class Revocations(LockStage stage) : RevocationSuite(stage), IClassFixture<LockStage>;

    public sealed class Tenants(LockStage stage) : TenantSuite(stage), IClassFixture<LockStage>;

    public sealed class Vectors(LockStage stage) : VectorSuite(stage), IClassFixture<LockStage>;
}
