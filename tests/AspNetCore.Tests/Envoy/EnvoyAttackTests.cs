using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Tests.ForwardAuth;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Envoy;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Envoy;

/// <summary>Attacks through Envoy, by its clients and by those who say they were Envoy.</summary>
public sealed class EnvoyAttackTests : IAsyncLifetime
{
    private const string Secret = "proxy-0123456789-0123456789-0123456789";

    private TestHost _host = null!;

    public static TheoryData<string, string, string> Policies => new()
    {
        { "scopes", "read:orders", "'scopes' is not a parameter" },
        { "Scope", "read:orders", "'Scope' is not a parameter" },
        { "", "x", "A name that cannot be shown is not a parameter" },
        { "scope\r\nforged", "x", "A name that cannot be shown is not a parameter" },
        { "scope", "", "'scope' is empty" },
        { "scope", " ", "'scope' is empty" },
        { "tenant", "", "'tenant' is empty" },
        { "tenant", "nobody", "there is no tenant 'nobody'" },
        { "audience", "", "'audience' is empty" },
        { "claim", "", "'claim' is empty" },
        { "scope", "\"quoted\"", "'scope' must be at most 64 scopes" },
        { "scope", "read%3Aorders\u00e9", "'scope' must be at most 64 scopes" },
        { "claims", "yes", "'claims' must be true or false" },
    };

    public async Task InitializeAsync() => _host = await EnvoyCalls.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Policies))]
    public async Task A_policy_that_is_not_understood_whole_lets_nobody_pass(string name, string value, string because)
        => await AssertMisunderstoodAsync(_host.EnvoyBearer().For((name, value)), because);

    [Fact]
    public async Task A_policy_that_is_there_twice_is_not_judged_by_the_last_one()
        => await AssertMisunderstoodAsync(_host.EnvoyBearer().For(("scope", "delete:orders"), ("scope", "read:orders")), "'scope' appears more than once");

    [Fact]
    public async Task Where_a_tenant_is_required_a_call_without_one_is_refused()
    {
        await using TestHost host = await EnvoyCalls.StartAsync(("Verifier:ForwardAuth:RequireTenant", "true"));

        Assert.Equal((403, 7), (await host.CheckAsync(host.EnvoyBearer().For(("scope", "read:orders"))) is { } answer) ? (answer.Status, answer.Code) : default);
        Assert.True((await host.CheckAsync(host.EnvoyBearer().For(("tenant", "acme")))).Passes);
    }

    [Fact]
    public async Task A_clients_headers_and_query_are_no_policy()
    {
        CheckCall call = _host.EnvoyBearer() with { Path = "/orders?tenant=nobody&scope=anything&claims=true" };
        call = call.With("tenant", "nobody").With("scope", "").With("x-forwarded-uri", "/admin").With("x-forwarded-method", "PUT").With("x-original-url", "https://evil.test/").With("x-envoy-original-path", "/admin");

        Assert.True((await _host.CheckAsync(call)).Passes);
        Assert.Equal(403, (await _host.CheckAsync(call.For(("scope", "admin")))).Status);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_proofs_or_two_tokens_are_never_judged_by_the_first_or_the_last(bool isRaw)
    {
        CheckCall bound = _host.EnvoyBound(TestKey.Shared()) with { IsRaw = isRaw };
        (string Name, string Value) token = bound.Headers[0];
        (string Name, string Value) proof = bound.Headers[1];
        List<(string Name, string Value)[]> several =
        [
            [token, token, proof], [token, proof, proof], [token, proof, ("dpop", "x")], [("dpop", "x"), token, proof], [token, ("authorization", "x"), proof], [("authorization", "x"), token, proof],
            [token, ("authorization", ""), proof], [("authorization", ""), token, proof], [token, proof, ("dpop", "")], [("dpop", ""), token, proof], [token, ("Authorization", token.Value), proof], [token, proof, ("DPoP", proof.Value)],
        ];

        foreach ((string Name, string Value)[] headers in several)
        {
            Assert.Equal(401, (await _host.CheckAsync(bound with { Headers = headers })).Status);
        }

        // None of them has used the proof up.
        Assert.True((await _host.CheckAsync(bound)).Passes);
    }

    [Fact]
    public async Task A_header_map_beside_headers_lets_nobody_choose_between_them()
    {
        CheckCall call = _host.EnvoyBearer();
        byte[] both = Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, call.Http(), Wire.Bytes(13, Wire.Bytes(1, Wire.Text(1, "authorization"), Wire.Text(3, "Bearer x"))))));
        byte[] twoValues = Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, (call with { IsRaw = true, Headers = [] }).Http(), Wire.Bytes(13, Wire.Bytes(1, Wire.Text(1, "authorization"), Wire.Text(2, call.Headers[0].Value), Wire.Text(3, "Bearer x"))))));

        Assert.Equal(3, (await _host.CheckAsync(both)).Grpc);
        Assert.Equal(3, (await _host.CheckAsync(twoValues)).Grpc);
    }

    [Theory]
    [InlineData("//evil.test/orders", "two slashes")]
    [InlineData("/public/../admin", "dot segment")]
    [InlineData("/public/%2e%2e/admin", "dot segment")]
    [InlineData("/public/..;x/admin", "dot segment")]
    [InlineData("/public/..%2Fadmin", "dot segment")]
    [InlineData("/public\\..\\admin", "backslash")]
    [InlineData("/orders#/admin", "fragment")]
    [InlineData("/orders%00", "NUL")]
    [InlineData("/orders%zz", "malformed escape")]
    [InlineData("/orders\u00e9", "visible ASCII")]
    [InlineData("/orders\r\nx: y", "visible ASCII")]
    [InlineData("*", "does not begin with a slash")]
    [InlineData("", "does not begin with a slash")]
    [InlineData("https://api.test/orders", "does not begin with a slash")]
    public async Task A_path_that_Envoy_and_the_API_may_read_in_two_ways(string path, string because) => await AssertMisunderstoodAsync(_host.EnvoyBearer() with { Path = path }, because);

    [Theory]
    [InlineData("https", "api.test,evil.test")]
    [InlineData("https", "user@api.test")]
    [InlineData("https", "api.test/orders?")]
    [InlineData("https", "")]
    [InlineData("", "api.test")]
    [InlineData("wss", "api.test")]
    [InlineData("https://evil.test/?", "api.test")]
    public async Task A_smuggled_part_in_scheme_or_host(string scheme, string host) => await AssertMisunderstoodAsync(_host.EnvoyBearer() with { Scheme = scheme, Host = host }, "no origin");

    [Fact]
    public async Task Octets_that_are_no_text_anywhere_in_a_request_are_a_refusal_and_never_a_failure()
    {
        byte[] odd = [0xc3, 0x28, 0xff];
        byte[] path = Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, Wire.Text(2, "GET"), Wire.Text(5, "api.test"), Wire.Text(6, "https"), Wire.Bytes(4, [(byte)'/', .. odd]))));
        await AssertMisunderstoodAsync(path, "visible ASCII");

        // In a header that counts for nothing it changes nothing.
        CheckCall call = _host.EnvoyBearer();
        Assert.True((await _host.CheckAsync(Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, call.Http(), Wire.Bytes(3, Wire.Text(1, "x-name"), Wire.Bytes(2, odd))))))).Passes);
        CheckAnswer token = await _host.CheckAsync(Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, new CheckCall().Http(), Wire.Bytes(3, Wire.Text(1, "authorization"), Wire.Bytes(2, odd))))));
        Assert.Equal((401, 16), (token.Status, token.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET POST")]
    [InlineData("GET\r\n")]
    public async Task A_method_that_is_none(string method) => await AssertMisunderstoodAsync(_host.EnvoyBearer() with { Method = method }, "its method is none");

    [Theory]
    [InlineData("x")]
    [InlineData("%")]
    [InlineData("-----BEGIN%20CERTIFICATE-----%0A")]
    public async Task A_certificate_that_is_none(string certificate) => await AssertMisunderstoodAsync(_host.EnvoyBearer() with { Certificate = certificate }, "is not one certificate");

    [Fact]
    public async Task A_forged_call_from_an_untrusted_address()
    {
        await using TestHost host = await EnvoyCalls.StartAsync(("Verifier:ForwardAuth:TrustedProxies:0", "127.0.0.9"));
        CheckCall bound = host.EnvoyBound(TestKey.Shared());

        CheckAnswer forged = await host.CheckAsync(bound, null, ("x-forwarded-for", "127.0.0.9"), ("x-envoy-external-address", "127.0.0.9"), ("x-envoy-internal", "true"));

        Assert.Equal((200, 7, (int?)null), (forged.Http, forged.Grpc, forged.Code));
        Assert.Contains("which is not among Verifier:ForwardAuth:TrustedProxies", Assert.Single(host.Logs.Of(ProxiedCalls.GateCategory)), StringComparison.Ordinal);

        // Nothing was judged: the proof is unused.
        Assert.True((await host.CheckAsync(bound, IPAddress.Parse("127.0.0.9"))).Passes);
    }

    [Fact]
    public async Task A_missing_wrong_or_repeated_secret_from_a_trusted_address()
    {
        await using TestHost host = await EnvoyCalls.StartAsync(("Verifier:ForwardAuth:Secrets:edge", Secret));
        CheckCall call = host.EnvoyBearer();
        (string, string)[][] wrong = [[], [("x-verifier-secret", "")], [("x-verifier-secret", Secret + "x")], [("x-verifier-secret", Secret), ("x-verifier-secret", "x")]];

        foreach ((string, string)[] metadata in wrong)
        {
            Assert.Equal(7, (await host.CheckAsync(call, null, metadata)).Grpc);
        }

        // The secret is the caller's own, and not what a client has put among its headers.
        Assert.Equal(7, (await host.CheckAsync(call.With("x-verifier-secret", Secret))).Grpc);
        Assert.True((await host.CheckAsync(call, null, ("x-verifier-secret", Secret))).Passes);
    }

    [Fact]
    public async Task A_truncated_frame_two_messages_or_none()
    {
        byte[] good = EnvoyCalls.Frame(_host.EnvoyBearer().ToMessage());
        byte[][] bodies = [[], [0], good[..4], good[..5], good[..^1], [.. good, 0], [.. good, .. good], [2, .. good[1..]]];

        foreach (byte[] body in bodies)
        {
            CheckAnswer answer = await EnvoyCalls.SendAsync(EnvoyCalls.Address(_host.App), body);
            Assert.Equal((200, 3, (int?)null), (answer.Http, answer.Grpc, answer.Code));
        }

        Assert.True((await EnvoyCalls.SendAsync(EnvoyCalls.Address(_host.App), good)).Passes);
    }

    [Fact]
    public async Task A_compressed_message_is_not_unpacked()
        => Assert.Equal(12, (await EnvoyCalls.SendAsync(EnvoyCalls.Address(_host.App), EnvoyCalls.Frame(_host.EnvoyBearer().ToMessage(), flag: 1))).Grpc);

    [Theory]
    [InlineData(128 * 1024, 0)]
    [InlineData((128 * 1024) + 1, 8)]
    [InlineData(250 * 1024, 8)]
    [InlineData(2 * 1024 * 1024, 8)]
    public async Task A_message_that_is_too_long(int length, int status)
    {
        // The body of the request, which is never looked at.
        byte[] message = _host.EnvoyBearer().ToMessage();
        byte[] padded = [.. message, .. Wire.Bytes(99, new byte[length - message.Length - 5])];
        Assert.InRange(padded.Length, length - 2, length);
        padded = padded.Length == length ? padded : [.. message, .. Wire.Bytes(99, new byte[length - message.Length - 5 + (length - padded.Length)])];

        Assert.Equal((200, status), (await _host.CheckAsync(padded)) is { } answer ? (answer.Http, answer.Grpc!.Value) : default);
    }

    [Fact]
    public async Task A_length_that_is_announced_and_never_comes()
        => Assert.Equal(8, (await EnvoyCalls.SendAsync(EnvoyCalls.Address(_host.App), [0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3])).Grpc);

    [Fact]
    public async Task A_message_of_nothing_is_refused()
    {
        // What allows, to Envoy, is an answer of nothing: one must never be had.
        await AssertMisunderstoodAsync([], "its method is none");
        await AssertMisunderstoodAsync(Wire.Bytes(1), "its method is none");
        await AssertMisunderstoodAsync(Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2))), "its method is none");
    }

    [Fact]
    public async Task A_call_over_HTTP_1_is_never_answered_with_success()
    {
        byte[] frame = EnvoyCalls.Frame(_host.EnvoyBearer().ToMessage());

        CheckAnswer answer = await EnvoyCalls.SendAsync(new Uri(_host.App.Urls.First()), frame, version: HttpVersion.Version11);

        Assert.Equal((426, (int?)null), (answer.Http, answer.Grpc));
    }

    [Fact]
    public async Task A_fault_of_the_service_is_a_failure_and_never_a_pass()
    {
        RecordedLogs logs = new();
        BrokenClock clock = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Verifier:Tenants:acme:issuers:0"] = "https://login.test/", ["Verifier:Tenants:acme:audiences:0"] = "https://api.test" });
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton<TimeProvider>(clock);
        Assert.True(VerifierSetupReader.TryRead(builder.Configuration, out VerifierSetup setup, out _));
        builder.Services.AddVerifierCore(setup);
        await using WebApplication app = builder.Build();
        app.MapEnvoyAuthorization();
        await app.StartAsync();
        byte[] frame = EnvoyCalls.Frame(new CheckCall().ToMessage());
        Assert.Equal(401, (await EnvoyCalls.SendAsync(new Uri(app.Urls.First()), frame)).Status);

        clock.IsBroken = true;
        CheckAnswer answer = await EnvoyCalls.SendAsync(new Uri(app.Urls.First()), frame);

        Assert.Equal((200, 13, (int?)null), (answer.Http, answer.Grpc, answer.Code));
        Assert.Contains("Check could not answer the proxy at 127.0.0.1", Assert.Single(logs.Of(EnvoyCalls.Category)), StringComparison.Ordinal);
        clock.IsBroken = false;
    }

    private Task AssertMisunderstoodAsync(CheckCall call, string because) => AssertMisunderstoodAsync(call.ToMessage(), because);

    // 403 without a challenge, nothing judged, and a line in the log.
    private async Task AssertMisunderstoodAsync(byte[] message, string because)
    {
        int before = _host.Logs.Of(ProxiedCalls.Category).Count();

        CheckAnswer answer = await _host.CheckAsync(message);

        Assert.Equal((403, 7, 0), (answer.Status, answer.Code, answer.Grpc));
        Assert.Equal(["cache-control", "content-type"], answer.Headers.Select(header => header.Name).Order());
        Assert.Contains(because, _host.Logs.Of(ProxiedCalls.Category).Skip(before).Single(), StringComparison.Ordinal);
    }

    private sealed class BrokenClock : TimeProvider
    {
        public bool IsBroken { get; set; }

        public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidTimeZoneException("It has stopped.") : base.GetUtcNow();
    }
}
