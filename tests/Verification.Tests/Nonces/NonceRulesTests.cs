using Verifier.Nonces;

namespace Verifier.Tests.Nonces;

public sealed class NonceRulesTests
{
    private const long Now = 1_700_000_000;

    [Theory]
    [InlineData(0, Reason.None)]
    [InlineData(-300, Reason.None)]
    [InlineData(-301, Reason.NonceInvalid)]
    [InlineData(2, Reason.None)]
    [InlineData(3, Reason.NonceInvalid)]
    public void A_nonce_is_valid_from_its_minting_to_its_greatest_age(int minted, Reason expected) =>
        Assert.Equal(expected, NonceRules.Check(new NonceClaims(Now + minted, default), Now, 300, 2));

    [Theory]
    [InlineData(60, -60, Reason.None)]
    [InlineData(60, -61, Reason.NonceInvalid)]
    [InlineData(3600, -300, Reason.None)]
    [InlineData(3600, -301, Reason.NonceInvalid)]
    public void A_policy_may_shorten_the_age_and_not_lengthen_it(int maxAge, int minted, Reason expected) =>
        Assert.Equal(expected, NonceRules.Check(new NonceClaims(Now + minted, default), Now, maxAge, 2));

    [Theory]
    [InlineData(-150, false)]
    [InlineData(-151, true)]
    public void Past_half_of_its_age_a_nonce_is_ageing(int minted, bool expected) =>
        Assert.Equal(expected, NonceRules.IsAgeing(new NonceClaims(Now + minted, default), Now, 300));
}
