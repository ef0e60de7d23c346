using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Verifier.Tenants;

namespace Verifier.Verification.Tests.Tenants;

public sealed class TenantSettingsReaderTests
{
    private const string AllMembers = "issuers, audiences, algorithms, profile, clockSkewSeconds, dpop, keys, replay, resource, acceptBoundTokensAsBearer, publicOrigin, realm, answers";

    [Fact]
    public void The_contracts_sample_is_read_member_by_member()
    {
        TenantSettings settings = Acme.Read(Acme.Sample);
        Assert.Equal([new IssuerSettings("https://acme.eu.auth0.com/"), new IssuerSettings("https://login.acme.com/")], settings.Issuers);
        Assert.Equal(["https://api.acme.com"], settings.Audiences);
        Assert.Equal(["RS256", "ES256"], settings.Algorithms);
        Assert.Equal("any", settings.Profile);
        Assert.Equal(10, settings.ClockSkewSeconds);
        Assert.Equal("allowed", settings.DPoP!.Mode);
        Assert.Equal("off", settings.DPoP.Nonce);
        Assert.Equal(["ES256"], settings.DPoP.Algorithms);
        Assert.Equal(300, settings.DPoP.ProofLifetimeSeconds);
        Assert.Equal(30, settings.DPoP.ClockSkewSeconds);
        Assert.Equal(600, settings.Keys!.RefreshSeconds);
        Assert.Equal(3600, settings.Keys.MaxStaleSeconds);
        Assert.Equal(1_000_000, settings.Replay!.Budget);
        Assert.Equal("https://api.acme.com", settings.Resource!.Identifier);
        Assert.Equal(["read:orders"], settings.Resource.Scopes);
        Assert.False(settings.AcceptBoundTokensAsBearer);
        Assert.Equal("https://api.acme.com", settings.PublicOrigin);
        Assert.Equal("api", settings.Realm);
        Assert.Equal("standard", settings.Answers);
    }

    [Fact]
    public void What_is_not_written_is_null()
        => Assert.Equal(new TenantSettings(), Acme.Read("{}"));

    [Fact]
    public void An_issuer_may_be_an_object()
        => Assert.Equal(
            [new IssuerSettings("https://a/", true), new IssuerSettings("https://b/", false), new IssuerSettings("https://c/"), new IssuerSettings(null)],
            Acme.Read("""{"issuers": [{"issuer": "https://a/", "internal": true}, {"internal": false, "issuer": "https://b/"}, {"issuer": "https://c/"}, {}]}""").Issuers);

    [Theory]
    [InlineData("""{"audience": ["https://api.acme.com"]}""", "audience")]
    [InlineData("""{"scope": "x"}""", "scope")]
    [InlineData("""{"Audiences": []}""", "Audiences")]
    [InlineData("""{"iss\u0075er": "https://a/"}""", "issuer")]
    [InlineData("""{"": 1}""", "\"\"")]
    [InlineData("""{"a b": 1}""", "\"a b\"")]
    [InlineData("""{"\u001b[31m": 1}""", "\"\\u001B[31m\"")]
    [InlineData("""{"αudiences": 1}""", "\"\\u03B1udiences\"")]
    public void A_misspelt_member_is_named(string json, string shown)
        => Assert.Equal([$"acme: {shown} is unknown; known here are {AllMembers}."], Acme.ReadFaults(json));

    [Theory]
    [InlineData("""{"dpop": {"nonces": "off"}}""", "acme: dpop.nonces is unknown; known here are mode, nonce, algorithms, proofLifetimeSeconds, clockSkewSeconds.")]
    [InlineData("""{"keys": {"refresh": 1}}""", "acme: keys.refresh is unknown; known here are refreshSeconds, maxStaleSeconds.")]
    [InlineData("""{"replay": {"size": 1}}""", "acme: replay.size is unknown; known here is budget.")]
    [InlineData("""{"resource": {"scope": []}}""", "acme: resource.scope is unknown; known here are identifier, scopes.")]
    [InlineData("""{"issuers": ["https://a/", {"url": 1}]}""", "acme: issuers[1].url is unknown; known here are issuer, internal.")]
    public void A_misspelt_member_inside_is_named_with_its_place(string json, string fault) => Assert.Equal([fault], Acme.ReadFaults(json));

    [Fact]
    public void Every_repeated_member_is_named()
        => Assert.Equal(
            ["acme: realm is repeated; it must be written once.", "acme: audiences is repeated; it must be written once.", "acme: dpop.mode is repeated; it must be written once."],
            Acme.ReadFaults("""{"realm": "a", "audiences": ["a"], "realm": "b", "realm": "c", "aud\u0069ences": ["b"], "dpop": {"mode": "allowed", "mode": "required"}}"""));

    [Fact]
    public void An_issuers_repeated_member_is_named()
        => Assert.Equal(
            ["acme: issuers[0].internal is repeated; it must be written once."],
            Acme.ReadFaults("""{"issuers": [{"issuer": "https://a/", "internal": false, "internal": true}]}"""));

    [Theory]
    [InlineData("""{"issuers": "https://a/"}""", "acme: issuers is \"https://a/\"; it must be a list of strings or objects.")]
    [InlineData("""{"issuers": {}}""", "acme: issuers is an object; it must be a list of strings or objects.")]
    [InlineData("""{"issuers": [1]}""", "acme: issuers[0] is 1; it must be a string, or an object with issuer and internal.")]
    [InlineData("""{"issuers": [["https://a/"]]}""", "acme: issuers[0] is a list; it must be a string, or an object with issuer and internal.")]
    [InlineData("""{"issuers": [null]}""", "acme: issuers[0] is null; it must be a string, or an object with issuer and internal.")]
    [InlineData("""{"issuers": [{"issuer": 1}]}""", "acme: issuers[0].issuer is 1; it must be a string.")]
    [InlineData("""{"issuers": [{"issuer": "https://a/", "internal": "true"}]}""", "acme: issuers[0].internal is \"true\"; it must be true or false.")]
    [InlineData("""{"audiences": "https://api"}""", "acme: audiences is \"https://api\"; it must be a list of strings.")]
    [InlineData("""{"audiences": ["a", 5]}""", "acme: audiences[1] is 5; it must be a string.")]
    [InlineData("""{"audiences": [null]}""", "acme: audiences[0] is null; it must be a string.")]
    [InlineData("""{"profile": true}""", "acme: profile is true; it must be a string.")]
    [InlineData("""{"clockSkewSeconds": "10"}""", "acme: clockSkewSeconds is \"10\"; it must be a whole number.")]
    [InlineData("""{"clockSkewSeconds": 10.5}""", "acme: clockSkewSeconds is 10.5; it must be a whole number.")]
    [InlineData("""{"clockSkewSeconds": 1e99}""", "acme: clockSkewSeconds is 1e99; it must be a whole number.")]
    [InlineData("""{"clockSkewSeconds": 100000000000000000000000000000000000000000}""", "acme: clockSkewSeconds is a very long number; it must be a whole number.")]
    [InlineData("""{"clockSkewSeconds": null}""", "acme: clockSkewSeconds is null; it must be a whole number.")]
    [InlineData("""{"dpop": "allowed"}""", "acme: dpop is \"allowed\"; it must be an object.")]
    [InlineData("""{"dpop": null}""", "acme: dpop is null; it must be an object.")]
    [InlineData("""{"dpop": {"algorithms": "ES256"}}""", "acme: dpop.algorithms is \"ES256\"; it must be a list of strings.")]
    [InlineData("""{"keys": []}""", "acme: keys is a list; it must be an object.")]
    [InlineData("""{"replay": {"budget": []}}""", "acme: replay.budget is a list; it must be a whole number.")]
    [InlineData("""{"resource": {"identifier": {}}}""", "acme: resource.identifier is an object; it must be a string.")]
    [InlineData("""{"acceptBoundTokensAsBearer": 0}""", "acme: acceptBoundTokensAsBearer is 0; it must be true or false.")]
    [InlineData("""{"publicOrigin": null}""", "acme: publicOrigin is null; it must be a string.")]
    [InlineData("[]", "acme: the document is a list; it must be an object.")]
    [InlineData("null", "acme: the document is null; it must be an object.")]
    [InlineData("\"x\"", "acme: the document is \"x\"; it must be an object.")]
    [InlineData("", "acme: the document is not JSON (line 1, byte 1); it must be a JSON object.")]
    [InlineData("{", "acme: the document is not JSON (line 1, byte 2); it must be a JSON object.")]
    [InlineData("{} {}", "acme: the document is not JSON (line 1, byte 4); it must be a JSON object.")]
    [InlineData("{\"realm\": \"api\",}", "acme: the document is not JSON (line 1, byte 17); it must be a JSON object.")]
    [InlineData("{\n // a comment\n}", "acme: the document is not JSON (line 2, byte 2); it must be a JSON object.")]
    [InlineData("""{"realm": "\ud800"}""", "acme: the document is not JSON: a string in it is no Unicode text; it must be a JSON object.")]
    [InlineData("""{"\ud800": 1}""", "acme: the document is not JSON: a string in it is no Unicode text; it must be a JSON object.")]
    [InlineData("""{"audiences": [["\udc00"]]}""", "acme: the document is not JSON: a string in it is no Unicode text; it must be a JSON object.")]
    public void A_wrong_type_or_form_is_named_with_its_place(string json, string fault) => Assert.Equal([fault], Acme.ReadFaults(json));

    [Fact]
    public void A_document_that_is_not_UTF8_is_refused()
        => Assert.Equal(["acme: the document is not UTF-8; it must be a JSON object."], Acme.ReadFaults([.. "{\"realm\": \""u8, 0xC3, .. "\"}"u8]));

    [Fact]
    public void A_document_that_is_too_deep_is_refused()
        => Assert.StartsWith("acme: the document is not JSON (line 1, byte ", Assert.Single(Acme.ReadFaults($$"""{"audiences": {{new string('[', 64)}}{{new string(']', 64)}}}""")));

    [Fact]
    public void A_document_has_256_KiB_at_most()
    {
        string json = Acme.Sample.PadRight(256 * 1024);
        _ = Acme.Read(json);
        Assert.Equal(["acme: the document is 262145 bytes long; it must be at most 262144."], Acme.ReadFaults(json + " "));
    }

    [Fact]
    public void All_faults_of_a_document_are_named_at_once()
        => Assert.Equal(
            [
                $"acme: scope is unknown; known here are {AllMembers}.",
                "acme: realm is repeated; it must be written once.",
                "acme: audiences[0] is 1; it must be a string.",
                "acme: audiences[1] is 2; it must be a string.",
                "acme: clockSkewSeconds is \"x\"; it must be a whole number.",
                "acme: dpop.modus is unknown; known here are mode, nonce, algorithms, proofLifetimeSeconds, clockSkewSeconds.",
                "acme: dpop.nonce is 0; it must be a string.",
            ],
            Acme.ReadFaults("""{"scope": 1, "audiences": [1, 2], "clockSkewSeconds": "x", "dpop": {"modus": 1, "nonce": 0}, "realm": "a", "realm": "b"}"""));

    [Fact]
    public void Past_a_hundred_faults_only_their_number_is_told()
    {
        IReadOnlyList<string> faults = Acme.ReadFaults($$"""{{{string.Join(',', Enumerable.Range(0, 250).Select(i => $"\"m{i}\": 1"))}}}""");
        Assert.Equal(101, faults.Count);
        Assert.Equal("acme: 150 more.", faults[^1]);
    }

    [Fact]
    public void What_was_found_is_shown_shortened_and_without_control_characters()
    {
        string fault = Assert.Single(Acme.ReadFaults($$"""{"dpop": "\u001b]0;x\n{{new string('x', 1000)}}"}"""));
        Assert.StartsWith("acme: dpop is \"\\u001B]0;x\\nxxx", fault);
        Assert.EndsWith("xxx\"…; it must be an object.", fault);
        Assert.True(fault.Length < 120, fault);
    }

    [Fact]
    public void A_text_cut_inside_a_character_is_shown_all_the_same()
        => Assert.EndsWith("\\uFFFD\"…; it must be an object.", Assert.Single(Acme.ReadFaults($$"""{"dpop": "{{new string('x', 63)}}😀😀"}""")));

    [Fact]
    public void No_bytes_at_all_make_it_throw()
        => Prop.ForAll<byte[]>(bytes =>
        {
            bool read = TenantSettingsReader.TryRead(Acme.Name, bytes, out _, out IReadOnlyList<string> faults);
            return read == (faults.Count == 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void The_sample_with_any_byte_changed_is_read_or_refused_with_a_reason()
    {
        byte[] sample = Encoding.UTF8.GetBytes(Acme.Sample);
        Prop.ForAll(
            Gen.Choose(0, sample.Length - 1).Zip(Gen.Choose(0, 255)).ToArbitrary(),
            change =>
            {
                byte[] changed = [.. sample];
                changed[change.Item1] = (byte)change.Item2;
                bool made = TenantPolicy.TryCreate(Acme.Name, changed, Acme.Rules, out TenantPolicy? policy, out IReadOnlyList<string> faults);
                return made == (policy is not null) && made == (faults.Count == 0);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }
}
