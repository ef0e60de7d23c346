namespace Verifier.Verification.Tests;

public sealed class AnswerTests
{
    [Fact]
    public void A_refusal_without_a_reason_is_a_bug_and_lets_nobody_pass()
        => Assert.Throws<ArgumentOutOfRangeException>(() => new Answer(new AccessRequest(), AuthorizationScheme.Bearer, null, 1_800_000_000).Refuse(Reason.None));
}
