using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.Standalone.Tests;
using Verifier.Telemetry.Tests.Otlp;
using Verifier.Testing;

namespace Verifier.Telemetry.Tests;

/// <summary>
/// One run of the real one-process host with a collector: a known series of requests, a flood of made-up names, and secrets in every place that may hold one. The life before it was killed, so that its
/// ledger begins behind a fence.
/// </summary>
public sealed class ObservedRun : IAsyncLifetime
{
    public const int Flood = 60;

    private const string Api = "https://api.test/orders";
    private const string CallerKey = "caller-secret-0123456789-0123456789-0123";
    private const string Subject = "planted-subject-4711";
    private const string RevokedSubject = "planted-revoked-subject-4712";
    private const string QueryToken = "planted-query-token-4713";
    private const string ClientId = "planted-client-4714";

    private readonly string _data = Path.Combine(Path.GetTempPath(), $"verifier-telemetry-{Guid.NewGuid():n}");
    private readonly TestKey _key = TestKey.Create();
    private readonly List<string> _secrets = [CallerKey, VerifierProcess.AdminKey, Subject, RevokedSubject, ClientId, "planted-password"];
    private LoopbackIssuer _issuer = null!;
    private OtlpReceiver _receiver = null!;

    /// <summary>What must be nowhere.</summary>
    public IEnumerable<string> Secrets => _secrets;

    /// <summary>What must not be in telemetry; ASP.NET Core's own log of requests, which is off unless one turns it on, has the query.</summary>
    public IEnumerable<string> SecretsOfTelemetry => [.. _secrets, QueryToken];

    public string Issuer => _issuer.Url;

    public string Said { get; private set; } = "";

    public int ExitCode { get; private set; } = -1;

    /// <summary>What the collector got, as text: a secret would be found in it.</summary>
    public string Payload => string.Join('\n', _receiver.Bodies.Select(Encoding.Latin1.GetString));

    internal IReadOnlyCollection<Point> Points { get; private set; } = [];

    internal IReadOnlyList<Span> Spans { get; private set; } = [];

    internal IReadOnlyDictionary<string, string> Resource => _receiver.Resource;

    /// <summary>What the collector got of Verifier's own metrics.</summary>
    internal IEnumerable<Point> Own => Points.Where(point => point.Meter == VerifierTelemetry.Name);

    public async Task InitializeAsync()
    {
        _issuer = await LoopbackIssuer.StartAsync();
        _receiver = await OtlpReceiver.StartAsync();
        (string, string)[] settings =
        [
            ("Verifier:Tenants:acme:issuers:0", _issuer.Url), ("Verifier:Tenants:acme:audiences:0", "https://api.test"),
            ("Verifier:Tenants:strict:issuers:0", _issuer.Url), ("Verifier:Tenants:strict:audiences:0", "https://api.test"), ("Verifier:Tenants:strict:dpop:nonce", "required"),
            ("Verifier:Callers:orders:Key", CallerKey), ("Verifier:Callers:orders:Tenants:0", "*"),
        ];
        await using (VerifierProcess killed = await VerifierProcess.StartAsync(_data, settings))
        {
            await killed.KillAsync();
        }

        // With names of their own in the address, the password in it would show.
        string collector = _receiver.Url.Replace("http://", "http://planted-user:planted-password@", StringComparison.Ordinal);
        await using VerifierProcess verifier = await VerifierProcess.StartAsync(
            _data,
            [
                .. settings,
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRIC_EXPORT_INTERVAL", "250"), ("OTEL_BSP_SCHEDULE_DELAY", "100"),
                ("Logging:LogLevel:Default", "Trace"), ("Logging:LogLevel:Microsoft.AspNetCore", "Trace"),
            ]);
        verifier.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", CallerKey);
        await AskAsync(verifier);
        await FloodAsync(verifier);

        // The last of the series, and what is read of owners, have arrived.
        for (int i = 0; i < 600 && !(Value("verifier.decisions", ("outcome", "refused"), ("reason", "token_revoked")) >= 1 && Value("verifier.ledger.proofs") >= 1 && Value("verifier.decisions", ("reason", "issuer_unknown")) >= Flood); i++)
        {
            await Task.Delay(100);
        }

        Points = _receiver.Points;
        ExitCode = await verifier.StopAsync();
        Said = verifier.Said;
        Spans = _receiver.Spans;
    }

    public async Task DisposeAsync()
    {
        await _receiver.DisposeAsync();
        await _issuer.DisposeAsync();
        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    private double Value(string name, params (string Key, string Value)[] tags) => _receiver.Points
        .Where(point => point.Name == name && tags.All(tag => point.Tags.GetValueOrDefault(tag.Key) == tag.Value))
        .Sum(point => point.Value);

    private async Task AskAsync(VerifierProcess verifier)
    {
        JsonObject good = Bearer();
        await ExpectAsync(verifier, good, "allowed");
        await ExpectAsync(verifier, good, "allowed");
        JsonObject scoped = Bearer();
        scoped["scopes"] = new JsonArray("planted:scope");
        await ExpectAsync(verifier, scoped, "scope_missing");
        await ExpectAsync(verifier, new() { ["tenant"] = "acme", ["authorization"] = "Bearer planted.not.token" }, "token_malformed");
        await ExpectAsync(verifier, new() { ["tenant"] = "acme", ["authorization"] = "Basic planted-basic" }, "authorization_scheme_unknown");

        // Its ledger was lost: an honest client makes its proof anew with the nonce.
        JsonObject fenced = await ExpectAsync(verifier, Proven("acme", null), "replay_fence");
        JsonObject proven = Proven("acme", NonceOf(fenced));
        await ExpectAsync(verifier, proven, "allowed");
        await ExpectAsync(verifier, proven, "proof_replayed");
        await ExpectAsync(verifier, Proven("strict", null), "nonce_missing");

        await verifier.AskAdminAsync(HttpMethod.Post, "/v1/tenants/acme/revocations", new JsonObject { ["sub"] = RevokedSubject, ["issuedBefore"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3600 });
        await ExpectAsync(verifier, Bearer(RevokedSubject), "token_revoked");

        // RFC 6750 section 2.3 has tokens in queries, and clients that have read it send them.
        using HttpResponseMessage query = await verifier.Http.GetAsync($"/healthz?access_token={QueryToken}");
    }

    private async Task FloodAsync(VerifierProcess verifier)
    {
        for (int i = 0; i < Flood; i++)
        {
            using StringContent unknown = new(new JsonObject { ["tenant"] = $"made-up-{i}", ["authorization"] = "Bearer a.b.c" }.ToJsonString(), Encoding.UTF8, "application/json");
            using HttpResponseMessage refused = await verifier.Http.PostAsync("/v1/verify", unknown);
            Assert.Equal(System.Net.HttpStatusCode.NotFound, refused.StatusCode);

            string token = _issuer.Issuer.Token(spec => spec.Claims["iss"] = $"https://made-up-{i}.example/");
            await ExpectAsync(verifier, new() { ["authorization"] = $"Bearer {token}" }, "issuer_unknown");
        }
    }

    private async Task<JsonObject> ExpectAsync(VerifierProcess verifier, JsonObject document, string reason)
    {
        JsonObject verdict = await verifier.DecideAsync(document);
        Assert.Equal(reason, (bool)verdict["allowed"]! ? "allowed" : (string?)verdict["reason"]);
        if (NonceOf(verdict) is { } nonce)
        {
            _secrets.Add(nonce);
        }

        return verdict;
    }

    private static string? NonceOf(JsonObject verdict) => (string?)verdict["headers"]?["DPoP-Nonce"]?[0];

    private JsonObject Bearer(string subject = Subject)
    {
        string token = Token(spec => spec.Claims["sub"] = subject);
        return new() { ["tenant"] = "acme", ["authorization"] = $"Bearer {token}" };
    }

    private JsonObject Proven(string tenant, string? nonce)
    {
        string token = Token(spec => spec.BoundTo(_key));
        string proof = Planted(DPoPProof.Create(_key, "GET", Api, token, nonce));
        return new() { ["tenant"] = tenant, ["authorization"] = $"DPoP {token}", ["dpop"] = proof, ["method"] = "GET", ["url"] = Api };
    }

    private string Token(Action<TokenSpec> change)
    {
        string jti = $"planted-jti-{_secrets.Count}";
        _secrets.AddRange([jti, _key.Thumbprint]);
        return Planted(_issuer.Issuer.Token(spec =>
        {
            spec.Claims["jti"] = jti;
            spec.Claims["client_id"] = ClientId;
            change(spec);
        }));
    }

    // As a whole, its claims and its signature.
    private string Planted(string jws)
    {
        _secrets.AddRange([jws, jws.Split('.')[1], jws.Split('.')[2]]);
        return jws;
    }
}
