using System.Net;
using System.Text.Json.Nodes;

namespace Verifier.Testing.Tests;

public sealed class IssuerFaultTests : IAsyncLifetime, IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly TestClock _clock = new();
    private LoopbackIssuer _issuer = null!;

    private string Metadata => $"{_issuer.Url}/.well-known/openid-configuration";

    private string Jwks => $"{_issuer.Url}/jwks";

    public async Task InitializeAsync() => _issuer = await LoopbackIssuer.StartAsync(new LoopbackIssuerOptions { Key = TestKey.Shared(), Time = _clock });

    public async Task DisposeAsync() => await _issuer.DisposeAsync();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Abort_cuts_the_connection_and_is_counted()
    {
        _issuer.Faults.Jwks = IssuerFault.Abort;

        _ = await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetAsync(Jwks));

        Assert.InRange(_issuer.JwksFetches, 1, 2); // the client may try once more on a fresh connection
    }

    [Theory]
    [InlineData(IssuerFault.ServerError, HttpStatusCode.InternalServerError)]
    [InlineData(IssuerFault.NotFound, HttpStatusCode.NotFound)]
    public async Task An_error_is_answered_at_every_endpoint(IssuerFault fault, HttpStatusCode status)
    {
        _issuer.Faults.SetAll(fault);

        Assert.Equal(status, (await _http.GetAsync(Metadata)).StatusCode);
        Assert.Equal(status, (await _http.GetAsync(Jwks)).StatusCode);
        Assert.Equal(status, (await _http.PostAsync($"{_issuer.Url}/token", new FormUrlEncodedContent([]))).StatusCode);
    }

    [Fact]
    public async Task A_fault_of_one_endpoint_leaves_the_others_alone_and_can_be_taken_back()
    {
        _issuer.Faults.Discovery = IssuerFault.ServerError;

        Assert.Equal(HttpStatusCode.InternalServerError, (await _http.GetAsync(Metadata)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(Jwks)).StatusCode);
        _issuer.Faults.Clear();
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(Metadata)).StatusCode);
    }

    [Fact]
    public async Task Garbage_calls_itself_JSON_and_is_none()
    {
        _issuer.Faults.Jwks = IssuerFault.Garbage;

        HttpResponseMessage response = await _http.GetAsync(Jwks);

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        _ = Assert.ThrowsAny<System.Text.Json.JsonException>(() => JsonNode.Parse(response.Content.ReadAsStream()));
    }

    [Fact]
    public async Task Truncated_is_the_first_half_and_complete_in_HTTPs_eyes()
    {
        string whole = await _http.GetStringAsync(Jwks);
        _issuer.Faults.Jwks = IssuerFault.Truncated;

        string half = await _http.GetStringAsync(Jwks);

        Assert.StartsWith(half, whole, StringComparison.Ordinal);
        Assert.Equal(whole.Length / 2, half.Length);
    }

    [Fact]
    public async Task Oversized_is_good_JSON_of_unstated_length()
    {
        _issuer.Faults.Jwks = IssuerFault.Oversized;
        _issuer.Faults.OversizeBytes = 300_000;

        HttpResponseMessage response = await _http.GetAsync(Jwks, HttpCompletionOption.ResponseHeadersRead);
        byte[] body = await response.Content.ReadAsByteArrayAsync();

        Assert.True(response.Headers.TransferEncodingChunked);
        Assert.True(body.Length > 300_000);
        Assert.True((await IndependentJwt.CheckAsync(_issuer.Issuer.Token(), JsonNode.Parse(body)!.AsObject())).IsValid);
    }

    [Fact]
    public async Task Compressed_is_packed_without_being_asked()
    {
        _issuer.Faults.Jwks = IssuerFault.Compressed;

        HttpResponseMessage response = await _http.GetAsync(Jwks);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
        Assert.Equal([0x1F, 0x8B], (await response.Content.ReadAsByteArrayAsync())[..2]);
    }

    [Fact]
    public async Task A_redirect_leads_to_the_right_answer_and_following_it_is_counted()
    {
        _issuer.Faults.Jwks = IssuerFault.Redirect;

        HttpResponseMessage response = await _http.GetAsync(Jwks);
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(0, _issuer.RedirectsFollowed);
        string body = await _http.GetStringAsync(new Uri(new Uri(Jwks), response.Headers.Location!));

        Assert.Equal(1, _issuer.RedirectsFollowed);
        Assert.True((await IndependentJwt.CheckAsync(_issuer.Issuer.Token(), JsonNode.Parse(body)!.AsObject())).IsValid);
    }

    [Fact]
    public async Task A_slow_answer_comes_late_on_the_issuers_clock()
    {
        _issuer.Faults.Jwks = IssuerFault.Slow;
        _issuer.Faults.Delay = TimeSpan.FromSeconds(7);
        Task<HttpResponseMessage> answer = _http.GetAsync(Jwks);
        await _clock.WhenTimersAsync(1);

        _clock.Advance(TimeSpan.FromSeconds(6));
        Assert.False(answer.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    [Fact]
    public async Task A_hanging_answer_comes_when_the_fault_is_taken_back()
    {
        _issuer.Faults.Jwks = IssuerFault.Hang;
        Task<HttpResponseMessage> answer = _http.GetAsync(Jwks);
        await _issuer.WhenAsync(issuer => issuer.JwksFetches == 1);
        Assert.False(answer.IsCompleted);

        _issuer.Faults.Discovery = IssuerFault.Abort; // another endpoint's fault changes nothing here
        _issuer.Faults.Jwks = IssuerFault.None;

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    [Fact]
    public async Task A_body_that_hangs_sends_its_first_half_before()
    {
        _issuer.Faults.Jwks = IssuerFault.HangInBody;
        HttpResponseMessage response = await _http.GetAsync(Jwks, HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        Assert.Equal('{', body.ReadByte());

        _issuer.Faults.Clear();
        using StreamReader rest = new(body);

        Assert.NotNull(JsonNode.Parse("{" + await rest.ReadToEndAsync()));
    }

    [Fact]
    public async Task The_wrong_issuer_is_named_in_the_metadata()
    {
        _issuer.Faults.Discovery = IssuerFault.WrongIssuer;

        JsonNode metadata = JsonNode.Parse(await _http.GetStringAsync(Metadata))!;

        Assert.NotEqual(_issuer.Url, (string)metadata["issuer"]!);
        Assert.Equal(Jwks, (string)metadata["jwks_uri"]!);
    }

    [Fact]
    public async Task An_empty_key_set_has_no_keys()
    {
        _issuer.Faults.Jwks = IssuerFault.EmptyKeySet;

        Assert.Equal("""{"keys":[]}""", await _http.GetStringAsync(Jwks));
    }

    [Fact]
    public void A_fault_that_does_not_fit_an_endpoint_is_refused_and_nothing_is_set()
    {
        _ = Assert.Throws<ArgumentException>(() => _issuer.Faults.Discovery = IssuerFault.EmptyKeySet);
        _ = Assert.Throws<ArgumentException>(() => _issuer.Faults.Jwks = IssuerFault.WrongIssuer);
        _ = Assert.Throws<ArgumentException>(() => _issuer.Faults.SetAll(IssuerFault.WrongIssuer));
        _ = Assert.Throws<ArgumentException>(() => _issuer.Faults.SetAll((IssuerFault)99));

        Assert.Equal(IssuerFault.None, _issuer.Faults.Discovery);
        Assert.Equal(IssuerFault.None, _issuer.Faults.Token);
    }
}
