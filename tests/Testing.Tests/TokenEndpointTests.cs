using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Verifier.Testing.Tests;

public sealed class TokenEndpointTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly TestClock _clock = new();
    private readonly TestKey _proofKey = TestKey.Shared("ES256");
    private LoopbackIssuer _issuer = null!;

    public static TheoryData<string> Algorithms => [.. TestKey.Algorithms];

    public async Task InitializeAsync() => _issuer = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions
    {
        Key = TestKey.Shared("RS256"),
        Time = _clock,
        Clients =
        [
            new TestClient("shop", "s3cret") { Scopes = ["read:orders", "write:orders"], TokenLifetime = TimeSpan.FromMinutes(10) },
            new TestClient("a:b c", "p%+:q"),
            new TestClient("narrow", "s3cret") { Audiences = ["https://one.test", "https://two.test"] },
            new TestClient("bound", "s3cret") { RequiresDPoP = true },
        ],
    });

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_client_gets_a_Bearer_token_that_verifies_against_the_key_set()
    {
        (HttpStatusCode status, JsonObject answer) = await AskAsync("grant_type=client_credentials&client_id=shop&client_secret=s3cret&scope=read%3Aorders");
        JsonObject claims = Jws.ReadClaims((string)answer["access_token"]!);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("Bearer", (string)answer["token_type"]!);
        Assert.Equal(600, (long)answer["expires_in"]!);
        Assert.Equal("read:orders", (string)answer["scope"]!);
        Assert.Equal(("shop", "shop", "read:orders"), ((string)claims["sub"]!, (string)claims["client_id"]!, (string)claims["scope"]!));
        Assert.Equal(_clock.UnixSeconds + 600, (long)claims["exp"]!);
        Assert.False(claims.ContainsKey("cnf"));
        JsonObject keys = JsonNode.Parse(await _http.GetStringAsync($"{_issuer.Url}/jwks"))!.AsObject();
        Assert.True((await IndependentJwt.CheckAsync((string)answer["access_token"]!, keys, _issuer.Url, "https://api.test")).IsValid);
    }

    [Fact]
    public async Task A_client_may_authenticate_by_Basic_with_form_encoded_halves()
    {
        (HttpStatusCode status, JsonObject answer) = await AskAsync("grant_type=client_credentials", basic: "a%3Ab+c:p%25%2B%3Aq");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("a:b c", (string)Jws.ReadClaims((string)answer["access_token"]!)["sub"]!);
    }

    [Fact]
    public async Task An_answer_is_not_stored_and_the_request_is_counted()
    {
        using HttpRequestMessage request = Request("grant_type=client_credentials&client_id=shop&client_secret=s3cret");

        HttpResponseMessage response = await _http.SendAsync(request);

        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal(1, _issuer.TokenRequests);
    }

    [Fact]
    public async Task A_request_without_scope_gets_all_that_the_client_has()
    {
        (_, JsonObject answer) = await AskAsync("grant_type=client_credentials&scope=", basic: "shop:s3cret");

        Assert.Equal("read:orders write:orders", (string)answer["scope"]!);
    }

    [Theory]
    [InlineData("grant_type=client_credentials", "invalid_client", 401)]
    [InlineData("grant_type=client_credentials&client_id=shop", "invalid_client", 401)]
    [InlineData("grant_type=client_credentials&client_id=shop&client_secret=wrong", "invalid_client", 401)]
    [InlineData("grant_type=client_credentials&client_id=nobody&client_secret=s3cret", "invalid_client", 401)]
    [InlineData("client_id=shop&client_secret=s3cret", "invalid_request", 400)]
    [InlineData("grant_type=password&client_id=shop&client_secret=s3cret", "unsupported_grant_type", 400)]
    [InlineData("grant_type=client_credentials&client_id=shop&client_secret=s3cret&client_id=shop", "invalid_request", 400)]
    [InlineData("grant_type=client_credentials&client_id=shop&client_secret=s3cret&scope=admin", "invalid_scope", 400)]
    [InlineData("grant_type=client_credentials&client_id=shop&client_secret=s3cret&scope=read%3Aorders++write%3Aorders", "invalid_scope", 400)]
    [InlineData("grant_type=client_credentials&client_id=shop&client_secret=s3cret&resource=orders", "invalid_target", 400)]
    [InlineData("grant_type=client_credentials&client_id=shop&client_secret=s3cret&resource=https%3A%2F%2Fone.test%23x", "invalid_target", 400)]
    [InlineData("grant_type=client_credentials&client_id=narrow&client_secret=s3cret&audience=https%3A%2F%2Fthree.test", "invalid_target", 400)]
    [InlineData("grant_type=client_credentials&client_id=bound&client_secret=s3cret", "invalid_request", 400)]
    public async Task A_faulty_request_is_answered_as_RFC_6749_section_5_2_says(string form, string error, int expected)
    {
        (HttpStatusCode status, JsonObject answer) = await AskAsync(form);

        Assert.Equal((error, expected), ((string)answer["error"]!, (int)status));
        Assert.False(answer.ContainsKey("access_token"));
    }

    [Theory]
    [InlineData("shop:wrong", "", "invalid_client")]
    [InlineData("shop", "", "invalid_client")]
    [InlineData("shop:s3cret", "&client_secret=s3cret", "invalid_request")]
    [InlineData("shop:s3cret", "&client_id=narrow", "invalid_request")]
    public async Task A_client_that_authenticates_wrongly_or_twice_is_refused(string basic, string more, string error)
    {
        (_, JsonObject answer) = await AskAsync("grant_type=client_credentials" + more, basic);

        Assert.Equal(error, (string)answer["error"]!);
    }

    [Fact]
    public async Task A_client_that_is_not_known_is_shown_how_to_authenticate()
    {
        using HttpRequestMessage request = Request("grant_type=client_credentials", basic: "shop:wrong");

        HttpResponseMessage response = await _http.SendAsync(request);

        Assert.Equal("Basic", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_refused()
    {
        using StringContent body = new("{}", Encoding.UTF8, "application/json");

        HttpResponseMessage response = await _http.PostAsync(_issuer.Issuer.TokenEndpoint, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task An_audience_or_several_resources_go_into_the_token()
    {
        (_, JsonObject one) = await AskAsync("grant_type=client_credentials&audience=https%3A%2F%2Ftwo.test", basic: "narrow:s3cret");
        (_, JsonObject both) = await AskAsync(
            "grant_type=client_credentials&resource=https%3A%2F%2Fone.test&resource=https%3A%2F%2Ftwo.test", basic: "narrow:s3cret");
        (_, JsonObject none) = await AskAsync("grant_type=client_credentials", basic: "narrow:s3cret");

        Assert.Equal("\"https://two.test\"", Audience(one));
        Assert.Equal("""["https://one.test","https://two.test"]""", Audience(both));
        Assert.Equal("\"https://one.test\"", Audience(none));
    }

    [Theory]
    [MemberData(nameof(Algorithms))]
    public async Task With_a_proof_the_token_is_bound_to_its_key(string algorithm)
    {
        TestKey key = TestKey.Shared(algorithm);

        (HttpStatusCode status, JsonObject answer) = await AskAsync(Form, proof: Proof(key: key));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("DPoP", (string)answer["token_type"]!);
        Assert.Equal(key.Thumbprint, (string)Jws.ReadClaims((string)answer["access_token"]!)["cnf"]!["jkt"]!);
    }

    public static TheoryData<string, Action<JwtSpec>> FaultyProofs => new()
    {
        { "typ", proof => proof.Header["typ"] = "JWT" },
        { "alg none", proof => proof.Header["alg"] = "none" },
        { "alg of another key", proof => proof.Header["alg"] = "RS256" },
        { "alg of another curve", proof => proof.Header["alg"] = "ES384" },
        { "no jwk", proof => proof.Header.Remove("jwk") },
        { "a private jwk", proof => proof.Header["jwk"]!["d"] = "AAAA" },
        { "another key", proof => proof.SigningKey = TestKey.Create() },
        { "no signature", proof => proof.EditSignature = _ => [] },
        { "a signature of zeros", proof => proof.EditSignature = good => new byte[good.Length] },
        { "htm", proof => proof.Claims["htm"] = "GET" },
        { "htu", proof => proof.Claims["htu"] = "http://127.0.0.1/token" },
        { "no jti", proof => proof.Claims.Remove("jti") },
        { "no iat", proof => proof.Claims.Remove("iat") },
        { "an old iat", proof => proof.Claims["iat"] = proof.Claims["iat"]!.GetValue<long>() - 301 },
        { "an iat to come", proof => proof.Claims["iat"] = proof.Claims["iat"]!.GetValue<long>() + 31 },
        { "a text for iat", proof => proof.Claims["iat"] = "now" },
        { "no JSON", proof => proof.RawClaims = "no JSON" },
        { "duplicate members", proof => proof.RawClaims = proof.Claims.ToJsonString()[..^1] + ",\"htm\":\"POST\"}" },
    };

    [Theory]
    [MemberData(nameof(FaultyProofs))]
    public async Task A_faulty_proof_is_refused(string fault, Action<JwtSpec> change)
    {
        (HttpStatusCode status, JsonObject answer) = await AskAsync(Form, proof: Proof(change: change));

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_dpop_proof"), (status, (string)answer["error"]!));
        Assert.NotEmpty(fault);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")]
    [InlineData("!.!.!")]
    public async Task A_proof_that_is_no_JWT_is_refused(string proof)
    {
        (_, JsonObject answer) = await AskAsync(Form, proof: proof);

        Assert.Equal("invalid_dpop_proof", (string)answer["error"]!);
    }

    [Fact]
    public async Task A_proof_is_taken_once()
    {
        string proof = Proof();

        Assert.Equal(HttpStatusCode.OK, (await AskAsync(Form, proof: proof)).Status);
        (_, JsonObject again) = await AskAsync(Form, proof: proof);

        Assert.Equal("invalid_dpop_proof", (string)again["error"]!);
    }

    [Fact]
    public async Task Two_proofs_in_one_request_are_refused()
    {
        using HttpRequestMessage request = Request(Form);
        request.Headers.Add("DPoP", [Proof(), Proof()]);

        HttpResponseMessage response = await _http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_nonce_that_is_required_is_offered_and_then_taken()
    {
        _issuer.RequiredNonce = "nonce-1";
        using HttpRequestMessage request = Request(Form);
        request.Headers.Add("DPoP", Proof());

        HttpResponseMessage refusal = await _http.SendAsync(request);
        JsonNode body = JsonNode.Parse(await refusal.Content.ReadAsStringAsync())!;
        (HttpStatusCode status, _) = await AskAsync(Form, proof: Proof(nonce: "nonce-1"));

        Assert.Equal((HttpStatusCode.BadRequest, "use_dpop_nonce"), (refusal.StatusCode, (string)body["error"]!));
        Assert.Equal(["nonce-1"], refusal.Headers.GetValues("DPoP-Nonce"));
        Assert.Equal(HttpStatusCode.OK, status);
    }

    private const string Form = "grant_type=client_credentials&client_id=shop&client_secret=s3cret";

    private static string Audience(JsonObject answer) => Jws.ReadClaims((string)answer["access_token"]!)["aud"]!.ToJsonString();

    private string Proof(TestKey? key = null, string? nonce = null, Action<JwtSpec>? change = null)
        => DPoPProof.Create(key ?? _proofKey, "POST", _issuer.Issuer.TokenEndpoint, nonce: nonce, time: _clock, change: change);

    private async Task<(HttpStatusCode Status, JsonObject Answer)> AskAsync(string form, string? basic = null, string? proof = null)
    {
        using HttpRequestMessage request = Request(form, basic);
        if (proof is not null)
        {
            request.Headers.Add("DPoP", proof);
        }

        using HttpResponseMessage response = await _http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject());
    }

    private HttpRequestMessage Request(string form, string? basic = null)
    {
        HttpRequestMessage request = new(HttpMethod.Post, _issuer.Issuer.TokenEndpoint)
        {
            Content = new StringContent(form, Encoding.ASCII, "application/x-www-form-urlencoded"),
        };
        if (basic is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(basic)));
        }

        return request;
    }
}
