using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Decisions;
using Verifier.AspNetCore.Protection;
using Verifier.Conformance;
using Verifier.Keys;
using Verifier.Replay;
using Verifier.Tenants;
using Verifier.Testing;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>
/// An application with one endpoint that demands what is asked: behind the authentication handler and the authorization middleware, or behind the lock around the endpoint alone. What the answer sends must be
/// the verdict's. A question that no request can be (without a method, or with a URL that is none) goes to the application's verifier itself.
/// </summary>
internal sealed class ProtectedHost : IVerifierHost
{
    private readonly WebApplication _app;
    private readonly PipelineServer _server;
    private readonly BreakableLedger _ledger;

    private ProtectedHost(WebApplication app, PipelineServer server, TestClock clock, BreakableLedger ledger)
    {
        _app = app;
        _server = server;
        _ledger = ledger;
        Clock = clock;
    }

    public TestClock Clock { get; }

    public int Crowd => 500;

    public static async Task<ProtectedHost> StartAsync(HostSettings settings, bool byLock)
    {
        TestClock clock = new();
        BreakableLedger ledger = new(clock);
        PipelineServer server = new();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Verifier:Fetch:AllowHttpLoopback"] = "true",
            ["Verifier:TenantByToken"] = settings.TenantByToken ? "true" : "false",
        });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IServer>(server);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddVerifier(options => options.ResolveTenant = context => new(context.Features.Get<Question>()!.Ask.Tenant));
        builder.Services.Replace(ServiceDescriptor.Singleton<IReplayLedger>(ledger));
        WebApplication app = builder.Build();
        RequestDelegate handler = byLock ? EndpointLock.Around(HandleAsync) : HandleAsync;
        app.Use(async (HttpContext context, RequestDelegate next) =>
        {
            Question question = context.Features.Get<Question>()!;
            context.SetEndpoint(new Endpoint(handler, new EndpointMetadataCollection(new RequireAccessTokenAttribute(question.Demand)), "asked"));
            await next(context);
            question.Verdict = RequestJudge.VerdictOf(context);
        });
        if (!byLock)
        {
            app.UseAuthentication();
            app.UseAuthorization();
        }

        app.Run(context => context.GetEndpoint()!.RequestDelegate!(context));
        if (byLock)
        {
            ((IApplicationBuilder)app).Properties["__AuthenticationMiddlewareSet"] = true;
            ((IApplicationBuilder)app).Properties["__AuthorizationMiddlewareSet"] = true;
        }

        await app.StartAsync();
        return new ProtectedHost(app, server, clock, ledger);
    }

    public async Task<Answered> AskAsync(Ask ask)
    {
        Question question = new(ask, DemandOf(ask));
        if (Request(ask) is not { } request)
        {
            return Written(await AskDirectlyAsync(question));
        }

        IFeatureCollection features = await _server.SendAsync(request, features =>
        {
            features.Set(question);
            features.Set<ITlsConnectionFeature>(new TlsConnectionFeature { ClientCertificate = ask.ClientCertificate is { } der ? X509CertificateLoader.LoadCertificate(der) : null });
        });
        Verdict verdict = question.Verdict ?? throw new InvalidOperationException("Nobody has judged.");
        Answered answered = Written(verdict);
        IHttpResponseFeature response = features.Get<IHttpResponseFeature>()!;
        Assert.Equal(answered.Status, response.StatusCode);
        Assert.Equal(answered.Allowed ? 1 : 0, question.Handled);
        Assert.Equal(answered.Allowed ? "" : string.Join(", ", answered.Challenges), response.Headers.WWWAuthenticate.ToString());
        Assert.Equal(answered.Nonce ?? "", response.Headers["DPoP-Nonce"].ToString());
        Assert.Equal(answered.RetryAfter ?? "", response.Headers.RetryAfter.ToString());
        Assert.Equal(string.Join(", ", answered.Header("Access-Control-Expose-Headers")), response.Headers.AccessControlExposeHeaders.ToString());
        return answered;
    }

    public async Task PutTenantAsync(string tenant, JsonObject settings)
    {
        Assert.True(TenantPolicy.TryCreate(tenant, Encoding.UTF8.GetBytes(settings.ToJsonString()), new FetchRules(AllowHttpLoopback: true), out TenantPolicy? policy, out IReadOnlyList<string> faults), string.Join('\n', faults));
        TenantChange change = await Tenants.PutAsync(policy, default, "test", CancellationToken.None);
        Assert.True(change.Outcome is TenantOutcome.Created or TenantOutcome.Replaced or TenantOutcome.Unchanged, change.Outcome.ToString());
        await Keys.RetainAsync(policy, CancellationToken.None);
    }

    public async Task DeleteTenantAsync(string tenant)
    {
        TenantChange change = await Tenants.DeleteAsync(tenant, default, "test", CancellationToken.None);
        Assert.Equal(TenantOutcome.Deleted, change.Outcome);
        await Keys.ForgetAsync(change.Entry!.Policy, CancellationToken.None);
    }

    public async Task<string> RevokeAsync(string tenant, JsonObject revocation)
    {
        TenantPolicy policy = await PolicyOfAsync(tenant);
        Assert.True(
            Revocation.TryCreate(Encoding.UTF8.GetBytes(revocation.ToJsonString()), policy, Clock.UnixSeconds, out Revocation? read, out IReadOnlyList<string> faults), string.Join('\n', faults));
        Assert.Equal(TenantOutcome.Created, await Tenants.RevokeAsync(tenant, read, "test", CancellationToken.None));
        return read.Id;
    }

    public async Task RestoreAsync(string tenant, string revocation)
        => Assert.Equal(TenantOutcome.Deleted, await Tenants.RestoreAsync(tenant, revocation, "test", CancellationToken.None));

    public async Task RefreshKeysAsync(string tenant) => _ = await Keys.RefreshAsync(await PolicyOfAsync(tenant), CancellationToken.None);

    public Task CutLedgerOffAsync()
    {
        _ledger.CutOff();
        return Task.CompletedTask;
    }

    public Task LoseLedgerAsync()
    {
        _ledger.Lose();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private ITenantAdministration Tenants => _app.Services.GetRequiredService<ITenantAdministration>();

    private IKeyAdministration Keys => _app.Services.GetRequiredService<IKeyAdministration>();

    private static Task HandleAsync(HttpContext context)
    {
        context.Features.Get<Question>()!.Handled++;
        return Task.CompletedTask;
    }

    private static AccessDemand DemandOf(Ask ask)
    {
        Assert.True(AccessDemand.TryCreate(ask.Scopes, ask.Audiences, ask.RequiredClaims, ask.AcrValues, ask.MaxAgeSeconds, out AccessDemand demand, out IReadOnlyList<string> faults), string.Join('\n', faults));
        return demand;
    }

    // Null: no request can be like this. What a server takes as a request line is ASCII, and shorter than the longest URL that is read.
    private static HttpRequestFeature? Request(Ask ask)
    {
        string url = ask.Url ?? "";
        int authority = url.IndexOf("://", StringComparison.Ordinal) + 3;
        int path = authority < 3 ? -1 : url.IndexOf('/', authority);
        if (string.IsNullOrEmpty(ask.Method) || path <= authority || url.Contains('#') || url.Length >= 8192 || !Ascii.IsValid(url) || url.AsSpan(0, path).Contains('?'))
        {
            return null;
        }

        HttpRequestFeature request = new()
        {
            Method = ask.Method,
            Scheme = url[..(authority - 3)],
            RawTarget = url[path..],
            Path = "/",
        };
        request.Headers.Host = url[authority..path];
        request.Headers.Authorization = ask.Authorization.ToArray();
        request.Headers["DPoP"] = ask.DPoP.ToArray();
        return request;
    }

    private async Task<Verdict> AskDirectlyAsync(Question question)
    {
        AccessRequest request = new()
        {
            Tenant = question.Ask.Tenant,
            Authorization = HeaderField.From(question.Ask.Authorization),
            DPoP = HeaderField.From(question.Ask.DPoP),
            Method = question.Ask.Method,
            Url = question.Ask.Url,
            ClientCertificate = question.Ask.ClientCertificate,
            Demand = question.Demand,
        };
        return await _app.Services.GetRequiredService<TokenVerifier>().VerifyAsync(request, Clock.UnixSeconds, CancellationToken.None);
    }

    private static Answered Written(Verdict verdict)
    {
        ArrayBufferWriter<byte> body = new();
        using (Utf8JsonWriter json = new(body))
        {
            VerdictBody.Write(json, verdict);
        }

        return new Answered(JsonNode.Parse(body.WrittenSpan)!.AsObject());
    }

    private async Task<TenantPolicy> PolicyOfAsync(string tenant) => (await Tenants.FindAsync(tenant, CancellationToken.None)).Entry!.Policy;

    /// <summary>What is asked, and what became of it.</summary>
    private sealed record Question(Ask Ask, AccessDemand Demand)
    {
        public int Handled { get; set; }

        public Verdict? Verdict { get; set; }
    }
}
