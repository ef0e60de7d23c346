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

/// <summary>The suites through <c>envoy.service.auth.v3.Authorization/Check</c>, as Envoy asks it.</summary>
public static class ThroughEnvoy
{
    public sealed class Authorizations(EnvoyStage stage) : AuthorizationSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Bindings(EnvoyStage stage) : BindingSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Demands(EnvoyStage stage) : DemandSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class TokenClaims(EnvoyStage stage) : TokenClaimSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class TokenHeaders(EnvoyStage stage) : TokenHeaderSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class TokenTimes(EnvoyStage stage) : TokenTimeSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class HeaderSmugglings(EnvoyStage stage) : HeaderSmugglingSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class JsonAttacks(EnvoyStage stage) : JsonAttackSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class KeyAttacks(EnvoyStage stage) : KeyAttackSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class SignatureAttacks(EnvoyStage stage) : SignatureAttackSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class SizeAttacks(EnvoyStage stage) : SizeAttackSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Nonces(EnvoyStage stage) : NonceSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Proofs(EnvoyStage stage) : ProofSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class ProofTimes(EnvoyStage stage) : ProofTimeSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class ProofUrls(EnvoyStage stage) : ProofUrlSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Keys(EnvoyStage stage) : KeySuite(stage), IClassFixture<EnvoyStage>;

    public sealed class KeyTimes(EnvoyStage stage) : KeyTimeSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Differences(EnvoyStage stage) : DifferenceSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Robustnesses(EnvoyStage stage) : RobustnessSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Tamperings(EnvoyStage stage) : TamperingSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Challenges(EnvoyStage stage) : ChallengeSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Reasons(EnvoyStage stage) : ReasonSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Replays(EnvoyStage stage) : ReplaySuite(stage), IClassFixture<EnvoyStage>;

    public sealed class ReplayTimes(EnvoyStage stage) : ReplayTimeSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Revocations(EnvoyStage stage) : RevocationSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Tenants(EnvoyStage stage) : TenantSuite(stage), IClassFixture<EnvoyStage>;

    public sealed class Vectors(EnvoyStage stage) : VectorSuite(stage), IClassFixture<EnvoyStage>;
}
