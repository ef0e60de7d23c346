using Verifier.Jose;
using Verifier.Tenants;

namespace Verifier.Verification.Tests.Tenants;

public sealed class TenantPolicyTests
{
    private const string AllAlgorithms = "RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384 or ES512";

    [Fact]
    public void The_least_that_can_be_written_has_the_contracts_defaults()
    {
        TenantPolicy policy = Acme.Policy(Acme.Settings);
        Assert.Equal("acme", policy.Name);
        Assert.Equal(new IssuerPolicy("https://login.acme.com/", false), Assert.Single(policy.Issuers).Value);
        Assert.Equal("https://api.acme.com", Assert.Single(policy.Audiences));
        Assert.Equal(new AlgorithmSet(JwsAlgorithm.RS256, JwsAlgorithm.PS256, JwsAlgorithm.ES256, JwsAlgorithm.ES384), policy.Algorithms);
        Assert.False(policy.RequiresRfc9068);
        Assert.Equal(10, policy.ClockSkew);
        Assert.Equal(new DPoPPolicy(DPoPMode.Allowed, false, new AlgorithmSet(JwsAlgorithm.ES256, JwsAlgorithm.ES384, JwsAlgorithm.PS256, JwsAlgorithm.RS256), 300, 30), policy.DPoP);
        Assert.Equal(600, policy.KeyRefresh);
        Assert.Equal(3600, policy.KeyMaxStale);
        Assert.Equal(1_000_000, policy.ReplayBudget);
        Assert.False(policy.AcceptsBoundTokensAsBearer);
        Assert.Null(policy.PublicOrigin);
        Assert.Equal("api", policy.Realm);
        Assert.False(policy.AnswersLikeAuth0);
        Assert.Null(policy.Resource);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("-")]
    [InlineData("0-acme-9")]
    [InlineData("abcdefghijklmnopqrstuvwxyz-0123456789-abcdefghijklmnopqrstuvwxyz")]
    public void A_name_is_1_to_63_of_its_alphabet(string name)
    {
        Assert.True(TenantName.IsValid(name[..Math.Min(63, name.Length)]));
        Assert.True(TenantPolicy.TryCreate(name[..Math.Min(63, name.Length)], Acme.Settings, Acme.Rules, out _, out _));
    }

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("Acme", "\"Acme\"")]
    [InlineData("a_b", "\"a_b\"")]
    [InlineData("a.b", "\"a.b\"")]
    [InlineData("a/b", "\"a/b\"")]
    [InlineData("acme\n", "\"acme\\n\"")]
    [InlineData("аcme", "\"\\u0430cme\"")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"")]
    public void Another_name_is_a_fault(string name, string shown)
    {
        Assert.False(TenantName.IsValid(name));
        Assert.False(TenantPolicy.TryCreate(name, Acme.Settings, Acme.Rules, out _, out IReadOnlyList<string> faults));
        Assert.Equal([$"{shown}: the name is {shown}; it must be 1 to 63 of a-z, 0-9 and '-'."], faults);
    }

    [Fact]
    public void Issuers_and_audiences_must_be_there()
    {
        Assert.Equal(
            ["acme: issuers is missing; it must list 1 to 100.", "acme: audiences is missing; it must list 1 to 100, so that a token for another API does not pass."],
            Acme.Faults(new TenantSettings()));
        Assert.Equal(
            ["acme: issuers has 0 members; it must have 1 to 100.", "acme: audiences has 0 members; it must have 1 to 100."],
            Acme.Faults(new TenantSettings { Issuers = [], Audiences = [] }));
    }

    [Fact]
    public void A_hundred_issuers_and_audiences_are_taken_and_no_more()
    {
        TenantPolicy policy = Acme.Policy(new TenantSettings { Issuers = Issuers(100), Audiences = Texts(100) });
        Assert.Equal(100, policy.Issuers.Count);
        Assert.Equal(100, policy.Audiences.Count);
        Assert.Equal(
            ["acme: issuers has 101 members; it must have 1 to 100.", "acme: audiences has 101 members; it must have 1 to 100."],
            Acme.Faults(new TenantSettings { Issuers = Issuers(101), Audiences = Texts(101) }));
    }

    [Fact]
    public void An_audience_is_a_text_of_1_to_512_characters()
    {
        _ = Acme.Policy(Acme.Settings with { Audiences = ["x", new string('x', 512), "not a URL at all", "名"] });
        const string Rule = "; it must be 1 to 512 characters, not blank, without control characters.";
        Assert.Equal(
            [
                $"acme: audiences[0] is \"\"{Rule}",
                $"acme: audiences[1] is \"  \"{Rule}",
                $"acme: audiences[2] is \"{new string('x', 64)}\"…{Rule}",
                $"acme: audiences[3] is \"a\\tb\"{Rule}",
                $"acme: audiences[4] is \"\"{Rule}",
                "acme: audiences[6] repeats audiences[5]; each must be written once.",
            ],
            Acme.Faults(Acme.Settings with { Audiences = ["", "  ", new string('x', 513), "a\tb", null!, "a", "a", "A"] }));
    }

    [Fact]
    public void Every_algorithm_of_the_nine_may_be_listed()
    {
        string[] all = Enum.GetNames<JwsAlgorithm>();
        TenantPolicy policy = Acme.Policy(Acme.Settings with { Algorithms = all, DPoP = new() { Algorithms = all } });
        Assert.Equal(Enum.GetValues<JwsAlgorithm>(), policy.Algorithms);
        Assert.Equal(Enum.GetValues<JwsAlgorithm>(), policy.DPoP.Algorithms);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("HS256")]
    [InlineData("rs256")]
    [InlineData("EdDSA")]
    [InlineData("ES256K")]
    [InlineData("RSA-OAEP")]
    [InlineData("0")]
    [InlineData("RS256, ES256")]
    [InlineData(" RS256")]
    [InlineData("")]
    public void Another_algorithm_is_named(string name)
    {
        Assert.Equal([$"acme: algorithms[1] is \"{name}\"; it must be {AllAlgorithms}."], Acme.Faults(Acme.Settings with { Algorithms = ["RS256", name] }));
        Assert.Equal([$"acme: dpop.algorithms[0] is \"{name}\"; it must be {AllAlgorithms}."], Acme.Faults(Acme.Settings with { DPoP = new() { Algorithms = [name, "ES256"] } }));
    }

    [Fact]
    public void A_list_of_algorithms_is_neither_empty_nor_repeats_one()
        => Assert.Equal(
            ["acme: algorithms has 0 members; it must have 1 to 9.", "acme: dpop.algorithms[2] repeats dpop.algorithms[0]; each must be written once."],
            Acme.Faults(Acme.Settings with { Algorithms = [], DPoP = new() { Algorithms = ["ES256", "PS256", "ES256"] } }));

    [Fact]
    public void A_list_of_algorithms_has_nine_members_at_most()
        => Assert.Equal("acme: algorithms has 2000 members; it must have 1 to 9.", Acme.Faults(Acme.Settings with { Algorithms = [.. Enumerable.Repeat("RS256", 2000)] })[0]);

    [Fact]
    public void Words_select_and_other_words_are_named()
    {
        TenantPolicy policy = Acme.Policy(Acme.Settings with { Profile = "rfc9068", Answers = "auth0", DPoP = new() { Mode = "required", Nonce = "required" }, AcceptBoundTokensAsBearer = true });
        Assert.True(policy.RequiresRfc9068);
        Assert.True(policy.AnswersLikeAuth0);
        Assert.Equal(DPoPMode.Required, policy.DPoP.Mode);
        Assert.True(policy.DPoP.NonceRequired);
        Assert.True(policy.AcceptsBoundTokensAsBearer);
        policy = Acme.Policy(Acme.Settings with { Profile = "any", Answers = "standard", DPoP = new() { Mode = "disabled", Nonce = "off" }, AcceptBoundTokensAsBearer = false });
        Assert.False(policy.RequiresRfc9068);
        Assert.False(policy.AnswersLikeAuth0);
        Assert.Equal(DPoPMode.Disabled, policy.DPoP.Mode);
        Assert.False(policy.DPoP.NonceRequired);
        Assert.Equal(DPoPMode.Allowed, Acme.Policy(Acme.Settings with { DPoP = new() { Mode = "allowed" } }).DPoP.Mode);
        Assert.Equal(
            [
                "acme: profile is \"RFC9068\"; it must be any or rfc9068.",
                "acme: dpop.mode is \"Required\"; it must be allowed, disabled or required.",
                "acme: dpop.nonce is \"on\"; it must be off or required.",
                "acme: answers is \"\"; it must be standard or auth0.",
            ],
            Acme.Faults(Acme.Settings with { Profile = "RFC9068", Answers = "", DPoP = new() { Mode = "Required", Nonce = "on" } }));
    }

    [Fact]
    public void A_nonce_cannot_be_required_where_DPoP_is_disabled()
        => Assert.Equal(
            ["acme: dpop.nonce is \"required\" and dpop.mode is \"disabled\"; without DPoP it must be off."],
            Acme.Faults(Acme.Settings with { DPoP = new() { Mode = "disabled", Nonce = "required" } }));

    [Fact]
    public void Numbers_are_taken_at_their_least()
    {
        TenantPolicy policy = Acme.Policy(Numbers(0, 1, 0, 60, 60, 16));
        Assert.Equal((0, 1, 0, 60, 60, 16), (policy.ClockSkew, policy.DPoP.ProofLifetime, policy.DPoP.ClockSkew, policy.KeyRefresh, policy.KeyMaxStale, policy.ReplayBudget));
    }

    [Fact]
    public void Numbers_are_taken_at_their_most()
    {
        TenantPolicy policy = Acme.Policy(Numbers(300, 3600, 300, 86_400, 604_800, 100_000_000));
        Assert.Equal((300, 3600, 300, 86_400, 604_800, 100_000_000), (policy.ClockSkew, policy.DPoP.ProofLifetime, policy.DPoP.ClockSkew, policy.KeyRefresh, policy.KeyMaxStale, policy.ReplayBudget));
    }

    [Fact]
    public void Numbers_one_below_their_least_are_named()
        => Assert.Equal(
            [
                "acme: keys.refreshSeconds is 59; it must be from 60 to 86400.",
                "acme: clockSkewSeconds is -1; it must be from 0 to 300.",
                "acme: dpop.proofLifetimeSeconds is 0; it must be from 1 to 3600.",
                "acme: dpop.clockSkewSeconds is -1; it must be from 0 to 300.",
                "acme: keys.maxStaleSeconds is 0; it must be from 1 to 604800.",
                "acme: replay.budget is 15; it must be from 16 to 100000000.",
            ],
            Acme.Faults(Numbers(-1, 0, -1, 59, 0, 15)));

    [Fact]
    public void Numbers_one_above_their_most_are_named()
        => Assert.Equal(
            [
                "acme: keys.refreshSeconds is 86401; it must be from 60 to 86400.",
                "acme: clockSkewSeconds is 301; it must be from 0 to 300.",
                "acme: dpop.proofLifetimeSeconds is 3601; it must be from 1 to 3600.",
                "acme: dpop.clockSkewSeconds is 301; it must be from 0 to 300.",
                "acme: keys.maxStaleSeconds is 604801; it must be from 1 to 604800.",
                "acme: replay.budget is 100000001; it must be from 16 to 100000000.",
            ],
            Acme.Faults(Numbers(301, 3601, 301, 86_401, 604_801, 100_000_001)));

    [Fact]
    public void A_number_that_would_wrap_around_is_named()
        => Assert.Equal(["acme: clockSkewSeconds is 4294967306; it must be from 0 to 300."], Acme.Faults(Acme.Settings with { ClockSkewSeconds = 4_294_967_306 }));

    [Fact]
    public void Keys_may_not_go_stale_before_they_are_refreshed()
    {
        Assert.Equal(
            ["acme: keys.maxStaleSeconds is 599; it must not be less than keys.refreshSeconds, which is 600."],
            Acme.Faults(Acme.Settings with { Keys = new() { MaxStaleSeconds = 599 } }));
        Assert.Equal(
            ["acme: keys.maxStaleSeconds is 3600, the default; it must not be less than keys.refreshSeconds, which is 3601."],
            Acme.Faults(Acme.Settings with { Keys = new() { RefreshSeconds = 3601 } }));
        Assert.Equal(600, Acme.Policy(Acme.Settings with { Keys = new() { MaxStaleSeconds = 600 } }).KeyMaxStale);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("!#$%&'()*+,-./:;<=>?@[]^_`{|}~ az AZ 09")]
    public void A_realm_is_what_a_quoted_string_holds(string realm) => Assert.Equal(realm, Acme.Policy(Acme.Settings with { Realm = realm }).Realm);

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("a\"b", "\"a\\u0022b\"")]
    [InlineData("a\\b", "\"a\\\\b\"")]
    [InlineData("a\r\nSet-Cookie: x", "\"a\\r\\nSet-Cookie: x\"")]
    [InlineData("é", "\"\\u00E9\"")]
    [InlineData("\u007f", "\"\\u007F\"")]
    public void A_realm_that_would_break_a_challenge_is_named(string realm, string shown)
        => Assert.Equal([$"acme: realm is {shown}; it must be 1 to 128 visible ASCII characters and spaces, without '\"' and '\\'."], Acme.Faults(Acme.Settings with { Realm = realm }));

    [Fact]
    public void A_realm_has_128_characters_at_most()
    {
        _ = Acme.Policy(Acme.Settings with { Realm = new string('r', 128) });
        Assert.Single(Acme.Faults(Acme.Settings with { Realm = new string('r', 129) }));
    }

    [Fact]
    public void A_public_origin_is_normalized()
        => Assert.Equal("https://api.acme.com", Acme.Policy(Acme.Settings with { PublicOrigin = "HTTPS://Api.Acme.com:443" }).PublicOrigin);

    [Theory]
    [InlineData("", "\"\"")]
    [InlineData("api.acme.com", "\"api.acme.com\"")]
    [InlineData("https://api.acme.com/", "\"https://api.acme.com/\"")]
    [InlineData("https://api.acme.com/v1", "\"https://api.acme.com/v1\"")]
    [InlineData("https://me:secret@api.acme.com", "a URL with user information")]
    [InlineData("null", "\"null\"")]
    public void A_public_origin_that_is_none_is_named(string origin, string shown)
        => Assert.Equal([$"acme: publicOrigin is {shown}; it must be an origin, such as https://api.acme.com, with nothing behind it."], Acme.Faults(Acme.Settings with { PublicOrigin = origin }));

    [Fact]
    public void All_faults_are_named_at_once_in_one_style()
        => Assert.Equal(
            [
                "acme: issuers[0] is \"http://login.acme.com/\"; it must be https (http only on loopback, where Verifier:Fetch:AllowHttpLoopback is true).",
                "acme: audiences has 0 members; it must have 1 to 100.",
                $"acme: algorithms[0] is \"HS256\"; it must be {AllAlgorithms}.",
                "acme: clockSkewSeconds is 900; it must be from 0 to 300.",
                "acme: dpop.proofLifetimeSeconds is 7200; it must be from 1 to 3600.",
                "acme: answers is \"okta\"; it must be standard or auth0.",
                "acme: resource.identifier is missing; a resource must have one.",
            ],
            Acme.Faults(new TenantSettings
            {
                Issuers = [new("http://login.acme.com/")],
                Audiences = [],
                Algorithms = ["HS256"],
                ClockSkewSeconds = 900,
                DPoP = new() { ProofLifetimeSeconds = 7200 },
                Answers = "okta",
                Resource = new(),
            }));

    [Fact]
    public void Faults_of_form_and_of_content_come_together_and_one_place_is_named_once()
    {
        Assert.False(TenantPolicy.TryCreate(
            Acme.Name,
            """{"issuers": "https://a/", "audiences": ["a", 1, "", 2], "scope": 1, "clockSkewSeconds": 900, "keys": {"refreshSeconds": "x", "maxStaleSeconds": 60}}"""u8,
            Acme.Rules,
            out TenantPolicy? policy,
            out IReadOnlyList<string> faults));
        Assert.Null(policy);
        Assert.Collection(
            faults,
            fault => Assert.StartsWith("acme: scope is unknown; ", fault),
            fault => Assert.StartsWith("acme: issuers is \"https://a/\"; it must be a list", fault),
            fault => Assert.Equal("acme: audiences[1] is 1; it must be a string.", fault),
            fault => Assert.Equal("acme: audiences[3] is 2; it must be a string.", fault),
            fault => Assert.Equal("acme: keys.refreshSeconds is \"x\"; it must be a whole number.", fault),
            fault => Assert.StartsWith("acme: audiences[2] is \"\"; it must be 1 to 512 characters", fault),
            fault => Assert.Equal("acme: clockSkewSeconds is 900; it must be from 0 to 300.", fault));
    }

    [Fact]
    public void A_document_that_is_none_is_the_only_fault()
    {
        Assert.False(TenantPolicy.TryCreate(Acme.Name, "["u8, Acme.Rules, out _, out IReadOnlyList<string> faults));
        Assert.StartsWith("acme: the document is not JSON", Assert.Single(faults));
    }

    [Fact]
    public void A_policy_is_not_changed_through_the_settings_it_was_made_from()
    {
        List<string> audiences = ["a"];
        List<string> scopes = ["s"];
        TenantPolicy policy = Acme.Policy(Acme.Settings with { Audiences = audiences, Resource = new() { Identifier = "https://api.acme.com", Scopes = scopes } });
        audiences[0] = "b";
        scopes[0] = "t";
        Assert.Equal(["a"], policy.ToSettings().Audiences!);
        Assert.Equal(["s"], policy.Resource!.Scopes);
    }

    private static TenantSettings Numbers(long skew, long lifetime, long proofSkew, long refresh, long stale, long budget) => Acme.Settings with
    {
        ClockSkewSeconds = skew,
        DPoP = new() { ProofLifetimeSeconds = lifetime, ClockSkewSeconds = proofSkew },
        Keys = new() { RefreshSeconds = refresh, MaxStaleSeconds = stale },
        Replay = new() { Budget = budget },
    };

    private static IssuerSettings[] Issuers(int count) => [.. Enumerable.Range(0, count).Select(i => new IssuerSettings($"https://login{i}.acme.com/"))];

    private static string[] Texts(int count) => [.. Enumerable.Range(0, count).Select(i => $"a{i}")];
}
