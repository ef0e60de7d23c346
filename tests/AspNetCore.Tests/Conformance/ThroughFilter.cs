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

/// <summary>The suites through the endpoint filter, alone.</summary>
public static class ThroughFilter
{
    public sealed class Authorizations(FilterStage stage) : AuthorizationSuite(stage), IClassFixture<FilterStage>;

    public sealed class Bindings(FilterStage stage) : BindingSuite(stage), IClassFixture<FilterStage>;

    public sealed class Demands(FilterStage stage) : DemandSuite(stage), IClassFixture<FilterStage>;

    public sealed class TokenClaims(FilterStage stage) : TokenClaimSuite(stage), IClassFixture<FilterStage>;

    public sealed class TokenHeaders(FilterStage stage) : TokenHeaderSuite(stage), IClassFixture<FilterStage>;

    public sealed class TokenTimes(FilterStage stage) : TokenTimeSuite(stage), IClassFixture<FilterStage>;

    public sealed class HeaderSmugglings(FilterStage stage) : HeaderSmugglingSuite(stage), IClassFixture<FilterStage>;

    public sealed class JsonAttacks(FilterStage stage) : JsonAttackSuite(stage), IClassFixture<FilterStage>;

    public sealed class KeyAttacks(FilterStage stage) : KeyAttackSuite(stage), IClassFixture<FilterStage>;

    public sealed class SignatureAttacks(FilterStage stage) : SignatureAttackSuite(stage), IClassFixture<FilterStage>;

    public sealed class SizeAttacks(FilterStage stage) : SizeAttackSuite(stage), IClassFixture<FilterStage>;

    public sealed class Nonces(FilterStage stage) : NonceSuite(stage), IClassFixture<FilterStage>;

    public sealed class Proofs(FilterStage stage) : ProofSuite(stage), IClassFixture<FilterStage>;

    public sealed class ProofTimes(FilterStage stage) : ProofTimeSuite(stage), IClassFixture<FilterStage>;

    public sealed class ProofUrls(FilterStage stage) : ProofUrlSuite(stage), IClassFixture<FilterStage>;

    public sealed class Keys(FilterStage stage) : KeySuite(stage), IClassFixture<FilterStage>;

    public sealed class KeyTimes(FilterStage stage) : KeyTimeSuite(stage), IClassFixture<FilterStage>;

    public sealed class Differences(FilterStage stage) : DifferenceSuite(stage), IClassFixture<FilterStage>;

    public sealed class Robustnesses(FilterStage stage) : RobustnessSuite(stage), IClassFixture<FilterStage>;

    public sealed class Tamperings(FilterStage stage) : TamperingSuite(stage), IClassFixture<FilterStage>;

    public sealed class Challenges(FilterStage stage) : ChallengeSuite(stage), IClassFixture<FilterStage>;

    public sealed class Reasons(FilterStage stage) : ReasonSuite(stage), IClassFixture<FilterStage>;

    public sealed class Replays(FilterStage stage) : ReplaySuite(stage), IClassFixture<FilterStage>;

    public sealed class ReplayTimes(FilterStage stage) : ReplayTimeSuite(stage), IClassFixture<FilterStage>;

    public sealed class Revocations(FilterStage stage) : RevocationSuite(stage), IClassFixture<FilterStage>;

    public sealed class Tenants(FilterStage stage) : TenantSuite(stage), IClassFixture<FilterStage>;

    public sealed class Vectors(FilterStage stage) : VectorSuite(stage), IClassFixture<FilterStage>;
}
