using Verifier.Conformance.AccessTokens;
using Verifier.Conformance.Attacks;
using Verifier.Conformance.DPoP;
using Verifier.Conformance.Keys;
using Verifier.Conformance.Reasons;

namespace Verifier.AspNetCore.Tests.Explanations;

/// <summary>The suites with an explanation before each decision, which has to come to the same. What they count at issuers, or do at once, is not for these.</summary>
public static class Explained
{
    public sealed class Authorizations(ExplainedStage stage) : AuthorizationSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class Bindings(ExplainedStage stage) : BindingSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class Demands(ExplainedStage stage) : DemandSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class TokenClaims(ExplainedStage stage) : TokenClaimSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class TokenHeaders(ExplainedStage stage) : TokenHeaderSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class TokenTimes(ExplainedStage stage) : TokenTimeSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class HeaderSmugglings(ExplainedStage stage) : HeaderSmugglingSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class JsonAttacks(ExplainedStage stage) : JsonAttackSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class SizeAttacks(ExplainedStage stage) : SizeAttackSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class Nonces(ExplainedStage stage) : NonceSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class Proofs(ExplainedStage stage) : ProofSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class ProofTimes(ExplainedStage stage) : ProofTimeSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class ProofUrls(ExplainedStage stage) : ProofUrlSuite(stage), IClassFixture<ExplainedStage>;

    public sealed class Keys(ExplainedStage stage) : KeySuite(stage), IClassFixture<ExplainedStage>;

    public sealed class Reasons(ExplainedStage stage) : ReasonSuite(stage), IClassFixture<ExplainedStage>;
}
