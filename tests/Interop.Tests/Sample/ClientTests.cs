namespace Verifier.Interop.Tests.Sample;

/// <summary>Clients written by others call an endpoint behind <c>RequireAccessToken</c>, with tokens of oidc-provider.</summary>
public sealed class ClientTests : IClassFixture<SampleFixture>
{
    private const string WithoutParser = "dpop";

    private readonly SampleFixture _fixture;

    /// <summary>Skips, with the reason, where the node programs can't run.</summary>
    public ClientTests(SampleFixture fixture)
    {
        Skip.If(fixture.Missing is not null, fixture.Missing);
        _fixture = fixture;
    }

    public static TheoryData<string> Libraries => ["oauth4webapi", "oauth4webapi-3.6", "openid-client", WithoutParser];

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public async Task A_bearer_token_opens_the_endpoint(string library)
    {
        var call = await _fixture.Caller(library).CallAsync(_fixture.Api.Orders, bound: false);

        AssertServed(call, "rs256");
        Assert.Single(call.Exchanges);
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public async Task A_bound_token_opens_the_endpoint_with_its_proof(string library)
    {
        var call = await _fixture.Caller(library).CallAsync(_fixture.Api.Orders, bound: true);

        AssertServed(call, "bound");
        Assert.NotEmpty(call.Body!.Value.GetProperty("thumbprint").GetString()!);
        Assert.Single(call.Exchanges);
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public async Task A_proof_that_the_network_delivers_twice_passes_once_and_the_client_reads_why(string library)
    {
        var call = await _fixture.Caller(library).CallAsync(_fixture.Api.Orders, bound: true, twice: true);

        Assert.Equal([200, 401], call.Exchanges.Select(exchange => exchange.Status));
        Assert.Equal("invalid_dpop_proof", call.Exchanges[1].Error);
        AssertRead(library, call, "dpop", ("error", "invalid_dpop_proof"));
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public async Task A_bearer_token_without_the_scope_is_forbidden_and_the_client_reads_which_one_it_lacks(string library)
    {
        var call = await _fixture.Caller(library).CallAsync(_fixture.Api.Orders, bound: false, method: "POST");

        Assert.Equal([403], call.Exchanges.Select(exchange => exchange.Status));
        AssertRead(library, call, "bearer", ("error", "insufficient_scope"), ("scope", "write:orders"));
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public async Task A_bound_token_without_the_scope_is_forbidden_and_the_client_reads_which_one_it_lacks(string library)
    {
        var call = await _fixture.Caller(library).CallAsync(_fixture.Api.Orders, bound: true, method: "POST");

        Assert.Equal([403], call.Exchanges.Select(exchange => exchange.Status));
        AssertRead(library, call, "dpop", ("error", "insufficient_scope"), ("scope", "write:orders"));
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public async Task The_first_client_after_a_start_without_storage_is_sent_a_nonce_and_tries_again_by_itself(string library)
    {
        await using var fresh = await SampleProcess.StartAsync(_fixture.Server.Issuer);
        await using var caller = new Caller(library, _fixture.Server);

        var first = await caller.CallAsync(fresh.Orders, bound: true);
        var next = await caller.CallAsync(fresh.Orders, bound: true);

        AssertNonceRetry(first);
        AssertServed(first, "bound");
        AssertServed(next, "bound");
        Assert.Single(next.Exchanges);
    }

    [SkippableTheory]
    [MemberData(nameof(Libraries))]
    public async Task A_client_of_a_tenant_that_requires_nonces_tries_again_by_itself_and_keeps_the_nonce(string library)
    {
        await using var caller = new Caller(library, _fixture.Server);

        var first = await caller.CallAsync(_fixture.Strict.Orders, bound: true);
        var next = await caller.CallAsync(_fixture.Strict.Orders, bound: true);

        AssertNonceRetry(first);
        AssertServed(first, "bound");
        AssertServed(next, "bound");
        Assert.Single(next.Exchanges);
    }

    private static void AssertServed(CallResult call, string subject)
    {
        Assert.Equal(200, call.Status);
        Assert.Equal(("acme", subject), (call.Body!.Value.GetProperty("tenant").GetString(), call.Body.Value.GetProperty("subject").GetString()));
        Assert.Null(call.Exchanges[^1].Challenge);
    }

    // Alone, because isDPoPNonceError sees no nonce error beside a second challenge.
    private static void AssertNonceRetry(CallResult call)
    {
        Assert.Equal([401, 200], call.Exchanges.Select(exchange => exchange.Status));
        Assert.StartsWith("DPoP ", call.Exchanges[0].Challenge, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", call.Exchanges[0].Challenge, StringComparison.Ordinal);
        Assert.NotEmpty(call.Exchanges[0].Nonce!);
    }

    /// <summary>Both challenges survive the client's parser, and the one of the scheme that was used says what is wrong.</summary>
    private static void AssertRead(string library, CallResult call, string scheme, params (string Name, string Value)[] parameters)
    {
        Assert.All(parameters, parameter => Assert.Contains($"{parameter.Name}=\"{parameter.Value}\"", call.Exchanges[^1].Challenge, StringComparison.Ordinal));
        if (library == WithoutParser)
        {
            Assert.Null(call.Challenges);
            return;
        }

        var challenges = call.Challenges!.ToDictionary(challenge => challenge.Scheme, challenge => challenge.Parameters);
        Assert.Equal(["bearer", "dpop"], challenges.Keys.Order());
        Assert.All(parameters, parameter => Assert.Equal(parameter.Value, challenges[scheme][parameter.Name]));
        Assert.Equal("ES256 ES384 PS256 RS256", challenges["dpop"]["algs"]);
        Assert.DoesNotContain("error", challenges[scheme == "dpop" ? "bearer" : "dpop"].Keys);
    }
}
