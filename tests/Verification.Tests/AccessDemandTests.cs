namespace Verifier.Verification.Tests;

public sealed class AccessDemandTests
{
    [Fact]
    public void Nothing_demanded_is_a_demand()
    {
        Assert.True(AccessDemand.TryCreate(null, null, null, null, null, out AccessDemand demand, out IReadOnlyList<string> faults));
        Assert.Empty(faults);
        Assert.Empty(demand.Scopes);
        Assert.Empty(demand.Audiences);
        Assert.Empty(demand.RequiredClaims);
        Assert.Empty(demand.AcrValues);
        Assert.Null(demand.MaxAgeSeconds);
    }

    [Fact]
    public void A_demand_holds_each_member_once_in_its_order()
    {
        Assert.True(AccessDemand.TryCreate(["write:orders", "read:orders", "write:orders"], ["https://api.acme.com"], ["org_id", "名"], ["urn:acme:mfa"], 0, out AccessDemand demand, out _));
        Assert.Equal(["write:orders", "read:orders"], demand.Scopes);
        Assert.Equal(["https://api.acme.com"], demand.Audiences);
        Assert.Equal(["org_id", "名"], demand.RequiredClaims);
        Assert.Equal(["urn:acme:mfa"], demand.AcrValues);
        Assert.Equal(0, demand.MaxAgeSeconds);
    }

    [Fact]
    public void A_demand_is_not_changed_through_the_list_it_was_made_from()
    {
        List<string> scopes = ["read:orders"];
        Assert.True(AccessDemand.TryCreate(scopes, null, null, null, null, out AccessDemand demand, out _));
        scopes[0] = "anything";
        Assert.Equal(["read:orders"], demand.Scopes);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("read orders")]
    [InlineData("a\"b")]
    [InlineData("a\\b")]
    [InlineData("a\tb")]
    [InlineData("a\r\nb")]
    [InlineData("é")]
    [InlineData("\u007f")]
    public void A_scope_or_acr_value_that_a_challenge_cannot_hold_is_a_fault(string value)
    {
        Assert.False(AccessDemand.TryCreate(["ok", value], null, null, null, null, out AccessDemand demand, out IReadOnlyList<string> faults));
        Assert.StartsWith("scopes[1] is ", Assert.Single(faults));
        Assert.EndsWith("; it must be 1 to 256 visible ASCII characters, without '\"' and '\\'.", faults[0]);
        Assert.Null(demand);
        Assert.False(AccessDemand.TryCreate(null, null, null, [value], null, out _, out faults));
        Assert.StartsWith("acrValues[0] is ", Assert.Single(faults));
    }

    [Fact]
    public void Every_character_of_the_scope_alphabet_is_taken()
    {
        string alphabet = string.Concat(Enumerable.Range(0x21, 0x7E - 0x21 + 1).Select(c => (char)c).Where(c => c is not ('"' or '\\')));
        Assert.True(AccessDemand.TryCreate([alphabet], null, null, [alphabet], null, out _, out _));
    }

    [Fact]
    public void Members_have_256_characters_at_most_and_audiences_512()
    {
        Assert.True(AccessDemand.TryCreate([Text(256)], [Text(512)], [Text(256)], [Text(256)], null, out _, out _));
        Assert.False(AccessDemand.TryCreate([Text(257)], [Text(513)], [Text(257)], [Text(257)], null, out _, out IReadOnlyList<string> faults));
        string shown = $"\"{Text(64)}\"…";
        Assert.Equal(
            [
                $"scopes[0] is {shown}; it must be 1 to 256 visible ASCII characters, without '\"' and '\\'.",
                $"audiences[0] is {shown}; it must be 1 to 512 characters, not blank.",
                $"requiredClaims[0] is {shown}; it must be 1 to 256 characters, not blank.",
                $"acrValues[0] is {shown}; it must be 1 to 256 visible ASCII characters, without '\"' and '\\'.",
            ],
            faults);
    }

    [Fact]
    public void A_list_has_64_members_at_most()
    {
        string[] most = [.. Enumerable.Range(0, 64).Select(i => $"s{i}")];
        Assert.True(AccessDemand.TryCreate(most, most, most, most, null, out _, out _));
        string[] more = [.. most, "one"];
        Assert.False(AccessDemand.TryCreate(more, more, more, more, null, out _, out IReadOnlyList<string> faults));
        Assert.Equal(
            [
                "scopes has 65 members; it must have at most 64.",
                "audiences has 65 members; it must have at most 64.",
                "requiredClaims has 65 members; it must have at most 64.",
                "acrValues has 65 members; it must have at most 64.",
            ],
            faults);
    }

    [Fact]
    public void A_blank_audience_and_claim_and_a_missing_member_are_faults()
    {
        Assert.False(AccessDemand.TryCreate([null!], [" "], [""], null, null, out _, out IReadOnlyList<string> faults));
        Assert.Equal(
            [
                "scopes[0] is \"\"; it must be 1 to 256 visible ASCII characters, without '\"' and '\\'.",
                "audiences[0] is \" \"; it must be 1 to 512 characters, not blank.",
                "requiredClaims[0] is \"\"; it must be 1 to 256 characters, not blank.",
            ],
            faults);
    }

    [Fact]
    public void A_negative_maximum_age_is_a_fault()
    {
        Assert.False(AccessDemand.TryCreate(null, null, null, null, -1, out _, out IReadOnlyList<string> faults));
        Assert.Equal(["maxAgeSeconds is -1; it must be 0 or more."], faults);
    }

    private static string Text(int length) => new('s', length);
}
