using Verifier.Tenants;

namespace Verifier.Verification.Tests.Tenants;

public sealed class TenantSettingsConfigurationTests
{
    // As IConfigurationSection.AsEnumerable(makePathsRelative: true) gives the sample from a JSON file: sections have a null value, booleans a capital.
    private static readonly (string Key, string? Value)[] Sample =
    [
        ("replay", null), ("replay:budget", "1000000"),
        ("realm", "api"),
        ("resource", null), ("resource:scopes", null), ("resource:scopes:0", "read:orders"), ("resource:identifier", "https://api.acme.com"),
        ("publicOrigin", "https://api.acme.com"),
        ("profile", "any"),
        ("keys", null), ("keys:refreshSeconds", "600"), ("keys:maxStaleSeconds", "3600"),
        ("issuers", null), ("issuers:1", "https://login.acme.com/"), ("issuers:0", "https://acme.eu.auth0.com/"),
        ("dpop", null), ("dpop:proofLifetimeSeconds", "300"), ("dpop:nonce", "off"), ("dpop:mode", "allowed"), ("dpop:clockSkewSeconds", "30"), ("dpop:algorithms", null), ("dpop:algorithms:0", "ES256"),
        ("clockSkewSeconds", "10"),
        ("audiences", null), ("audiences:0", "https://api.acme.com"),
        ("answers", "standard"),
        ("algorithms", null), ("algorithms:1", "ES256"), ("algorithms:0", "RS256"),
        ("acceptBoundTokensAsBearer", "False"),
    ];

    [Fact]
    public void The_contracts_sample_reads_the_same_from_configuration()
        => Assert.Equal(Json(Acme.Read(Acme.Sample)), Json(Read(Sample)));

    [Fact]
    public void The_case_of_names_does_not_count()
    {
        TenantSettings settings = Read(("ISSUERS:0:ISSUER", "https://a/"), ("Issuers:0:Internal", "TRUE"), ("DPOP:proofLIFEtimeSeconds", "7"), ("ClockSkewSeconds", "-3"));
        Assert.Equal([new IssuerSettings("https://a/", true)], settings.Issuers);
        Assert.Equal(7, settings.DPoP!.ProofLifetimeSeconds);
        Assert.Equal(-3, settings.ClockSkewSeconds);
    }

    [Fact]
    public void A_lists_items_come_in_the_order_of_their_numbers_also_with_gaps()
        => Assert.Equal(["a", "b", "c", "d"], Read(("audiences:10", "d"), ("audiences:2", "c"), ("audiences:0", "a"), ("audiences:1", "b")).Audiences);

    [Fact]
    public void An_empty_text_is_an_empty_list_or_object_where_one_belongs()
    {
        TenantSettings settings = Read(("audiences", ""), ("dpop", ""), ("realm", ""));
        Assert.Empty(settings.Audiences!);
        Assert.NotNull(settings.DPoP);
        Assert.Equal("", settings.Realm);
    }

    [Fact]
    public void A_source_may_fill_the_list_that_another_left_empty()
        => Assert.Equal(["a"], Read(("audiences", ""), ("audiences:0", "a")).Audiences);

    [Fact]
    public void A_null_counts_as_not_written()
        => Assert.Equal(new TenantSettings(), Read(("realm", null), ("dpop", null), ("audiences", null), ("clockSkewSeconds", null)));

    [Theory]
    [InlineData("audience:0", "x", "acme: audience is unknown; known here are issuers, ")]
    [InlineData("scope", null, "acme: scope is unknown; known here are issuers, ")]
    [InlineData("dpop:modus", "allowed", "acme: dpop.modus is unknown; known here are mode, ")]
    [InlineData("dpop:mode:x", "allowed", "acme: dpop.mode is an object; it must be a string.")]
    [InlineData("audiences", "https://api", "acme: audiences is \"https://api\"; it must be a list of strings.")]
    [InlineData("audiences:first", "https://api", "acme: audiences is an object; it must be a list of strings.")]
    [InlineData("audiences:0:x", "https://api", "acme: audiences[0] is an object; it must be a string.")]
    [InlineData("audiences:-1", "https://api", "acme: audiences is an object; it must be a list of strings.")]
    [InlineData("audiences:0", null, "acme: audiences[0] is null; it must be a string.")]
    [InlineData("issuers:0", null, "acme: issuers[0] is null; it must be a string, or an object with issuer and internal.")]
    [InlineData("clockSkewSeconds", "ten", "acme: clockSkewSeconds is \"ten\"; it must be a whole number.")]
    [InlineData("clockSkewSeconds", "", "acme: clockSkewSeconds is \"\"; it must be a whole number.")]
    [InlineData("clockSkewSeconds", "1.5", "acme: clockSkewSeconds is \"1.5\"; it must be a whole number.")]
    [InlineData("clockSkewSeconds", " 5", "acme: clockSkewSeconds is \" 5\"; it must be a whole number.")]
    [InlineData("clockSkewSeconds:0", "5", "acme: clockSkewSeconds is a list; it must be a whole number.")]
    [InlineData("acceptBoundTokensAsBearer", "yes", "acme: acceptBoundTokensAsBearer is \"yes\"; it must be true or false.")]
    [InlineData("acceptBoundTokensAsBearer", "1", "acme: acceptBoundTokensAsBearer is \"1\"; it must be true or false.")]
    [InlineData("dpop", "required", "acme: dpop is \"required\"; it must be an object.")]
    [InlineData("", "x", "acme: \"\" is unknown; known here are issuers, ")]
    public void A_wrong_key_or_value_is_named(string key, string? value, string fault)
        => Assert.StartsWith(fault, Assert.Single(Faults((key, value))));

    [Fact]
    public void A_value_beside_an_object_is_named()
        => Assert.Equal(["acme: dpop is both a value and an object; it must be an object."], Faults(("dpop", "required"), ("dpop:mode", "required")));

    [Fact]
    public void Faults_of_form_and_of_content_come_together()
    {
        Assert.False(TenantPolicy.TryCreate(
            Acme.Name,
            Pairs([("issuers:0", "acme.eu.auth0.com"), ("audience:0", "https://api.acme.com"), ("clockSkewSeconds", "900"), ("replay:budget", "lots")]),
            Acme.Rules,
            out TenantPolicy? policy,
            out IReadOnlyList<string> faults));
        Assert.Null(policy);
        Assert.Collection(
            faults,
            fault => Assert.StartsWith("acme: audience is unknown; ", fault),
            fault => Assert.Equal("acme: replay.budget is \"lots\"; it must be a whole number.", fault),
            fault => Assert.StartsWith("acme: audiences is missing; ", fault),
            fault => Assert.Equal("acme: clockSkewSeconds is 900; it must be from 0 to 300.", fault));
    }

    [Fact]
    public void A_policy_is_made_of_configuration_alone()
    {
        Assert.True(TenantPolicy.TryCreate(Acme.Name, Pairs(Sample), Acme.Rules, out TenantPolicy? policy, out _));
        Assert.Equal(Json(Acme.Policy(Acme.Read(Acme.Sample)).ToSettings()), Json(policy.ToSettings()));
    }

    private static TenantSettings Read(params (string Key, string? Value)[] pairs)
    {
        Assert.True(TenantSettingsReader.TryReadConfiguration(Acme.Name, Pairs(pairs), out TenantSettings? settings, out IReadOnlyList<string> faults), string.Join('\n', faults));
        Assert.Empty(faults);
        return settings;
    }

    private static IReadOnlyList<string> Faults(params (string Key, string? Value)[] pairs)
    {
        Assert.False(TenantSettingsReader.TryReadConfiguration(Acme.Name, Pairs(pairs), out TenantSettings? settings, out IReadOnlyList<string> faults));
        Assert.Null(settings);
        return faults;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Pairs((string Key, string? Value)[] pairs) => pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value));

    private static string Json(TenantSettings settings) => System.Text.Encoding.UTF8.GetString(TenantSettingsWriter.Write(settings));
}
