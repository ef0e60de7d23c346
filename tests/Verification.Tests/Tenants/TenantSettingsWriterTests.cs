using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Verifier.Tenants;

namespace Verifier.Verification.Tests.Tenants;

public sealed class TenantSettingsWriterTests
{
    [Fact]
    public void The_contracts_sample_comes_back_as_it_was_written()
        => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Acme.Sample), JsonNode.Parse(TenantSettingsWriter.Write(Acme.Read(Acme.Sample)))));

    [Fact]
    public void The_policy_of_the_sample_is_the_sample()
        => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Acme.Sample), JsonNode.Parse(TenantSettingsWriter.Write(Acme.Policy(Acme.Read(Acme.Sample)).ToSettings()))));

    [Fact]
    public void The_policy_as_understood_has_every_member_with_the_value_in_force()
        => Assert.Equal(
            """
            {"issuers":["https://acme.eu.auth0.com/",{"issuer":"https://inner.acme.com/","internal":true}],"audiences":["https://api.acme.com"],"algorithms":["RS256","PS256","ES256","ES384"],"profile":"any","clockSkewSeconds":10,
            "dpop":{"mode":"allowed","nonce":"off","algorithms":["RS256","PS256","ES256","ES384"],"proofLifetimeSeconds":300,"clockSkewSeconds":30},"keys":{"refreshSeconds":600,"maxStaleSeconds":3600},"replay":{"budget":1000000},
            "acceptBoundTokensAsBearer":false,"realm":"api","answers":"standard"}
            """.ReplaceLineEndings(""),
            Json(Acme.Policy(Acme.Settings with { Issuers = [new("acme.eu.auth0.com"), new("https://inner.acme.com/", true)] }).ToSettings()));

    [Fact]
    public void What_a_policy_says_of_itself_makes_an_equal_policy()
    {
        TenantSettings settings = new()
        {
            Issuers = [new("z.example.com", false), new("https://a.example.com", true)],
            Audiences = ["urn:b", "urn:a", "é \"\\ +"],
            Algorithms = ["PS512", "RS384"],
            Profile = "rfc9068",
            ClockSkewSeconds = 0,
            DPoP = new() { Mode = "required", Nonce = "required", Algorithms = ["ES512"], ProofLifetimeSeconds = 1, ClockSkewSeconds = 300 },
            Keys = new() { RefreshSeconds = 60, MaxStaleSeconds = 604_800 },
            Replay = new() { Budget = 16 },
            Resource = new() { Identifier = "https://api.acme.com/v1?x=1", Scopes = ["b", "a"] },
            AcceptBoundTokensAsBearer = true,
            PublicOrigin = "https://API.acme.com:443",
            Realm = "a realm",
            Answers = "auth0",
        };
        string once = Json(Acme.Policy(settings).ToSettings());
        Assert.True(TenantPolicy.TryCreate(Acme.Name, Encoding.UTF8.GetBytes(once), Acme.Rules, out TenantPolicy? again, out IReadOnlyList<string> faults), string.Join('\n', faults));
        Assert.Equal(once, Json(again.ToSettings()));
        Assert.Equal(["https://z.example.com/", "https://a.example.com"], again.ToSettings().Issuers!.Select(issuer => issuer.Issuer));
        Assert.Equal(["urn:b", "urn:a", "é \"\\ +"], again.ToSettings().Audiences!);
        Assert.Equal("https://api.acme.com", again.ToSettings().PublicOrigin);
    }

    [Fact]
    public void The_largest_policy_can_be_written_and_read_back()
    {
        TenantSettings settings = Acme.Settings with
        {
            Issuers = [.. Enumerable.Range(0, 100).Select(i => new IssuerSettings($"https://{i:000}.example/".PadRight(512, 'x'), true))],
            Audiences = [.. Enumerable.Range(0, 100).Select(i => $"{i:000}".PadRight(512, '名'))],
            Resource = new() { Identifier = "https://api.acme.com/".PadRight(512, 'x'), Scopes = [.. Enumerable.Range(0, 100).Select(i => $"{i:000}".PadRight(256, 's'))] },
        };
        byte[] json = TenantSettingsWriter.Write(Acme.Policy(settings).ToSettings());
        Assert.True(TenantPolicy.TryCreate(Acme.Name, json, Acme.Rules, out _, out IReadOnlyList<string> faults), string.Join('\n', faults));
    }

    [Fact]
    public void What_is_null_is_left_out() => Assert.Equal("{}", Json(new TenantSettings()));

    [Fact]
    public void Settings_can_stand_inside_another_document()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("acme");
            TenantSettingsWriter.Write(Acme.Settings, writer);
            writer.WriteEndObject();
        }

        Assert.Equal("""{"acme":{"issuers":["https://login.acme.com/"],"audiences":["https://api.acme.com"]}}""", Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static string Json(TenantSettings settings) => Encoding.UTF8.GetString(TenantSettingsWriter.Write(settings));
}
