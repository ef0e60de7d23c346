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

/// <summary>The suites through the authentication handler and the authorization middleware.</summary>
public static class ThroughHandler
{
    public sealed class Authorizations(HandlerStage stage) : AuthorizationSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Bindings(HandlerStage stage) : BindingSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Demands(HandlerStage stage) : DemandSuite(stage), IClassFixture<HandlerStage>;

    public sealed class TokenClaims(HandlerStage stage) : TokenClaimSuite(stage), IClassFixture<HandlerStage>;

    public sealed class TokenHeaders(HandlerStage stage) : TokenHeaderSuite(stage), IClassFixture<HandlerStage>;

    public sealed class TokenTimes(HandlerStage stage) : TokenTimeSuite(stage), IClassFixture<HandlerStage>;

    public sealed class HeaderSmugglings(HandlerStage stage) : HeaderSmugglingSuite(stage), IClassFixture<HandlerStage>;

    public sealed class JsonAttacks(HandlerStage stage) : JsonAttackSuite(stage), IClassFixture<HandlerStage>;

    public sealed class KeyAttacks(HandlerStage stage) : KeyAttackSuite(stage), IClassFixture<HandlerStage>;

    public sealed class SignatureAttacks(HandlerStage stage) : SignatureAttackSuite(stage), IClassFixture<HandlerStage>;

    public sealed class SizeAttacks(HandlerStage stage) : SizeAttackSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Nonces(HandlerStage stage) : NonceSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Proofs(HandlerStage stage) : ProofSuite(stage), IClassFixture<HandlerStage>;

    public sealed class ProofTimes(HandlerStage stage) : ProofTimeSuite(stage), IClassFixture<HandlerStage>;

    public sealed class ProofUrls(HandlerStage stage) : ProofUrlSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Keys(HandlerStage stage) : KeySuite(stage), IClassFixture<HandlerStage>;

    public sealed class KeyTimes(HandlerStage stage) : KeyTimeSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Differences(HandlerStage stage) : DifferenceSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Robustnesses(HandlerStage stage) : RobustnessSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Tamperings(HandlerStage stage) : TamperingSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Challenges(HandlerStage stage) : ChallengeSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Reasons(HandlerStage stage) : ReasonSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Replays(HandlerStage stage) : ReplaySuite(stage), IClassFixture<HandlerStage>;

    public sealed class ReplayTimes(HandlerStage stage) : ReplayTimeSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Revocations(HandlerStage stage) : RevocationSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Tenants(HandlerStage stage) : TenantSuite(stage), IClassFixture<HandlerStage>;

    public sealed class Vectors(HandlerStage stage) : VectorSuite(stage), IClassFixture<HandlerStage>;
}
