using System.Text;
using System.Text.Json;
using Verifier.Tenants;

namespace Verifier.Verification.Tests.Tenants;

public sealed class RevocationTests
{
    private const long Now = 1_800_000_000;
    private static readonly TenantPolicy Policy = Acme.Policy(Acme.Settings);

    [Theory]
    [InlineData("""{"jti": "x"}""", RevocationTarget.TokenId)]
    [InlineData("""{"sub": "x"}""", RevocationTarget.Subject)]
    [InlineData("""{"sid": "x"}""", RevocationTarget.SessionId)]
    [InlineData("""{"clientId": "x"}""", RevocationTarget.ClientId)]
    public void One_target_is_enough_and_the_rest_has_the_contracts_defaults(string json, RevocationTarget target)
    {
        Revocation revocation = Read(json);
        Assert.Equal(target, revocation.Target);
        Assert.Equal("x", revocation.Value);
        Assert.Null(revocation.Issuer);
        Assert.Equal(Now, revocation.IssuedBefore);
        Assert.Equal(Now + 86_400, revocation.ExpiresAt);
        Assert.Equal(Now, revocation.CreatedAt);
        Assert.Matches("^[0-9a-f]{32}$", revocation.Id);
    }

    [Fact]
    public void Ids_differ() => Assert.NotEqual(Read("""{"jti": "x"}""").Id, Read("""{"jti": "x"}""").Id);

    [Fact]
    public void Everything_may_be_written()
    {
        Revocation revocation = Read($$"""{"sub": "auth0|名", "issuer": "https://login.acme.com/", "issuedBefore": {{Now - 5}}, "expiresAt": {{Now + 7}}}""");
        Assert.Equal((RevocationTarget.Subject, "auth0|名", "https://login.acme.com/", Now - 5, Now + 7), (revocation.Target, revocation.Value, revocation.Issuer, revocation.IssuedBefore, revocation.ExpiresAt));
    }

    [Theory]
    [InlineData("{}", "the document has 0 of jti, sub, sid, clientId; it must have one.")]
    [InlineData("""{"issuer": "https://login.acme.com/"}""", "the document has 0 of jti, sub, sid, clientId; it must have one.")]
    [InlineData("""{"jti": "a", "sub": "b"}""", "the document has 2 of jti, sub, sid, clientId; it must have one.")]
    [InlineData("""{"jti": "a", "sub": "b", "sid": "c", "clientId": "d"}""", "the document has 4 of jti, sub, sid, clientId; it must have one.")]
    [InlineData("""{"jti": ""}""", "jti is 0 characters long; it must be 1 to 512.")]
    [InlineData("""{"sub": 5}""", "sub is 5; it must be a string.")]
    [InlineData("""{"sub": null}""", "sub is null; it must be a string.")]
    [InlineData("""{"sub": "a", "sub": "b"}""", "sub is repeated; it must be written once.")]
    [InlineData("""{"jti": "a", "client_id": "b"}""", "client_id is unknown; known here are jti, sub, sid, clientId, issuer, issuedBefore, expiresAt.")]
    [InlineData("""{"jti": "a", "issuer": "https://login.acme.com"}""", "issuer is \"https://login.acme.com\"; it must be an issuer of the tenant, written as the tenant lists it in full.")]
    [InlineData("""{"jti": "a", "issuer": 1}""", "issuer is 1; it must be a string.")]
    [InlineData("""{"jti": "a", "issuedBefore": "1800000000"}""", "issuedBefore is \"1800000000\"; it must be a whole number.")]
    [InlineData("""{"jti": "a", "issuedBefore": -1}""", "issuedBefore is -1; it must be from 0 to expiresAt, in Unix seconds.")]
    [InlineData("""{"jti": "a", "issuedBefore": 1800000000000}""", "issuedBefore is 1800000000000; it must be from 0 to expiresAt, in Unix seconds.")]
    [InlineData("""{"jti": "a", "issuedBefore": 1800086401}""", "issuedBefore is 1800086401; it must be from 0 to expiresAt, in Unix seconds.")]
    [InlineData("""{"jti": "a", "expiresAt": 1800000000}""", "expiresAt is 1800000000; it must be later than now, 1800000000, by at most 34560000 seconds.")]
    [InlineData("""{"jti": "a", "expiresAt": 1834560001}""", "expiresAt is 1834560001; it must be later than now, 1800000000, by at most 34560000 seconds.")]
    [InlineData("""{"jti": "a", "expiresAt": 1800000000.5}""", "expiresAt is 1800000000.5; it must be a whole number.")]
    [InlineData("[]", "the document is a list; it must be an object.")]
    [InlineData("", "the document is not JSON (line 1, byte 1); it must be a JSON object.")]
    public void A_fault_is_named(string json, string fault) => Assert.Equal([$"acme: {fault}"], Faults(json));

    [Fact]
    public void Several_faults_are_named_at_once()
        => Assert.Equal(
            [
                "acme: x is unknown; known here are jti, sub, sid, clientId, issuer, issuedBefore, expiresAt.",
                "acme: jti is 1; it must be a string.",
                "acme: expiresAt is 5; it must be later than now, 1800000000, by at most 34560000 seconds.",
                "acme: issuedBefore is true; it must be a whole number.",
            ],
            Faults("""{"x": 1, "jti": 1, "expiresAt": 5, "issuedBefore": true}"""));

    [Theory]
    [InlineData("""{"jti": "a", "issuedBefore": 0}""")]
    [InlineData("""{"jti": "a", "issuedBefore": 1800086400}""")]
    [InlineData("""{"jti": "a", "expiresAt": 1800000001}""")]
    [InlineData("""{"jti": "a", "expiresAt": 1834560000}""")]
    public void Times_are_taken_at_their_edges(string json) => _ = Read(json);

    [Fact]
    public void A_value_has_512_characters_at_most()
    {
        Assert.Equal(512, Read($$"""{"sub": "{{new string('s', 512)}}"}""").Value.Length);
        Assert.Equal(["acme: sub is 513 characters long; it must be 1 to 512."], Faults($$"""{"sub": "{{new string('s', 513)}}"}"""));
    }

    [Fact]
    public void A_document_has_8_KiB_at_most()
    {
        _ = Read("""{"sub": "a"}""".PadRight(8192));
        Assert.Equal(["acme: the document is 8193 bytes long; it must be at most 8192."], Faults("""{"sub": "a"}""".PadRight(8193)));
    }

    [Theory]
    [InlineData(RevocationTarget.TokenId, null, """{"id":"1","jti":"x","issuedBefore":2,"expiresAt":3,"createdAt":4}""")]
    [InlineData(RevocationTarget.Subject, "https://a/", """{"id":"1","sub":"x","issuer":"https://a/","issuedBefore":2,"expiresAt":3,"createdAt":4}""")]
    [InlineData(RevocationTarget.SessionId, null, """{"id":"1","sid":"x","issuedBefore":2,"expiresAt":3,"createdAt":4}""")]
    [InlineData(RevocationTarget.ClientId, null, """{"id":"1","clientId":"x","issuedBefore":2,"expiresAt":3,"createdAt":4}""")]
    public void An_entry_is_written_in_the_contracts_words(RevocationTarget target, string? issuer, string json)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            new Revocation("1", target, "x", issuer, 2, 3, 4).Write(writer);
        }

        Assert.Equal(json, Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static Revocation Read(string json)
    {
        Assert.True(Revocation.TryCreate(Encoding.UTF8.GetBytes(json), Policy, Now, out Revocation? revocation, out IReadOnlyList<string> faults), string.Join('\n', faults));
        Assert.Empty(faults);
        return revocation;
    }

    private static IReadOnlyList<string> Faults(string json)
    {
        Assert.False(Revocation.TryCreate(Encoding.UTF8.GetBytes(json), Policy, Now, out Revocation? revocation, out IReadOnlyList<string> faults));
        Assert.Null(revocation);
        return faults;
    }
}
