using Verifier.Conformance.AccessTokens;
using Verifier.Conformance.Attacks;
using Verifier.Conformance.DPoP;
using Verifier.Conformance.Keys;
using Verifier.Conformance.Properties;
using Verifier.Conformance.Reasons;
using Verifier.Conformance.Replay;
using Verifier.Conformance.Tenants;
using Verifier.Conformance.Vectors;

namespace Verifier.Grains.Tests.Conformance;

/// <summary>The suites on a cluster of three silos, through each front end.</summary>
public static class OnACluster
{
    public sealed class Authorizations(ClusterStage stage) : AuthorizationSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Bindings(ClusterStage stage) : BindingSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Demands(ClusterStage stage) : DemandSuite(stage), IClassFixture<ClusterStage>;

    public sealed class TokenClaims(ClusterStage stage) : TokenClaimSuite(stage), IClassFixture<ClusterStage>;

    public sealed class TokenHeaders(ClusterStage stage) : TokenHeaderSuite(stage), IClassFixture<ClusterStage>;

    public sealed class TokenTimes(ClusterStage stage) : TokenTimeSuite(stage), IClassFixture<ClusterStage>;

    public sealed class HeaderSmugglings(ClusterStage stage) : HeaderSmugglingSuite(stage), IClassFixture<ClusterStage>;

    public sealed class JsonAttacks(ClusterStage stage) : JsonAttackSuite(stage), IClassFixture<ClusterStage>;

    public sealed class KeyAttacks(ClusterStage stage) : KeyAttackSuite(stage), IClassFixture<ClusterStage>;

    public sealed class SignatureAttacks(ClusterStage stage) : SignatureAttackSuite(stage), IClassFixture<ClusterStage>;

    public sealed class SizeAttacks(ClusterStage stage) : SizeAttackSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Nonces(ClusterStage stage) : NonceSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Proofs(ClusterStage stage) : ProofSuite(stage), IClassFixture<ClusterStage>;

    public sealed class ProofTimes(ClusterStage stage) : ProofTimeSuite(stage), IClassFixture<ClusterStage>;

    public sealed class ProofUrls(ClusterStage stage) : ProofUrlSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Keys(ClusterStage stage) : KeySuite(stage), IClassFixture<ClusterStage>;

    public sealed class KeyTimes(ClusterStage stage) : KeyTimeSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Differences(ClusterStage stage) : DifferenceSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Robustnesses(ClusterStage stage) : RobustnessSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Tamperings(ClusterStage stage) : TamperingSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Challenges(ClusterStage stage) : ChallengeSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Reasons(ClusterStage stage) : ReasonSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Replays(OneShardStage stage) : ReplaySuite(stage), IClassFixture<OneShardStage>;

    public sealed class ReplayTimes(ClusterStage stage) : ReplayTimeSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Revocations(ClusterStage stage) : RevocationSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Tenants(ClusterStage stage) : TenantSuite(stage), IClassFixture<ClusterStage>;

    public sealed class Vectors(ClusterStage stage) : VectorSuite(stage), IClassFixture<ClusterStage>;
}
