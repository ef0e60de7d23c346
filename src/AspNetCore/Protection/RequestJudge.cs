using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Verifier.AccessTokens;
using Verifier.AspNetCore.Authentication;
using Verifier.AspNetCore.Http;
using Verifier.Telemetry;

namespace Verifier.AspNetCore.Protection;

/// <summary>Has each request judged once, whoever asks first: the authentication handler, the authorization middleware or the lock around the endpoint. A second look would find the proof used.</summary>
internal sealed class RequestJudge(TokenVerifier verifier, DecisionMeter decisions, VerifierOptions options, TimeProvider clock)
{
    /// <summary>The verdict on a request at its present endpoint.</summary>
    public ValueTask<Verdict> JudgeAsync(HttpContext context) => JudgeAsync(context, EndpointDemand.Of(context.GetEndpoint()));

    /// <summary>The verdict on a request where this is demanded.</summary>
    public ValueTask<Verdict> JudgeAsync(HttpContext context, AccessDemand demand)
    {
        Place here = Place.Of(context);
        return context.Features.Get<Judged>() is not { } judged ? AskAsync(context, demand, here)
            : judged.Place != here ? JudgeAgainAsync(context, demand, here, judged)
            : ReferenceEquals(judged.Demand, demand) ? new(judged.Verdict)
            : judged.Allowed is { } allowed ? new(Keep(context, demand, here, allowed, DecisionMeter.Demand(allowed, demand, Now)))
            : AskAsync(context, demand, here);
    }

    /// <summary>The last verdict on a request; null where nobody has asked.</summary>
    public static Verdict? VerdictOf(HttpContext context) => context.Features.Get<Judged>()?.Verdict;

    /// <summary>The token of a request that has been allowed, or null.</summary>
    public static AccessToken? TokenOf(HttpContext context) => VerdictOf(context) is { IsAllowed: true, Token: { } token } ? token : null;

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    // Routing and forwarded headers may come after authentication, and a request can be executed again: what named no tenant before may name one now.
    private async ValueTask<Verdict> JudgeAgainAsync(HttpContext context, AccessDemand demand, Place here, Judged judged)
    {
        return judged.Allowed is { } allowed && verifier.IsTenantOf(allowed, await TenantAsync(context), ClientUrl.Of(context.Request))
            ? Keep(context, demand, here, allowed, DecisionMeter.Demand(allowed, demand, Now))
            : await AskAsync(context, demand, here);
    }

    private async ValueTask<Verdict> AskAsync(HttpContext context, AccessDemand demand, Place here)
    {
        HttpRequest http = context.Request;
        AccessRequest request = new()
        {
            Authorization = FieldLines.Of(http.Headers.Authorization),
            DPoP = FieldLines.Of(http.Headers[DPoPHeaders.Proof]),
            Method = http.Method,
            Url = ClientUrl.Of(http),
            PrefersPublicOrigin = true,
            Tenant = await TenantAsync(context),
            ClientCertificate = context.Connection.ClientCertificate?.RawData ?? default(ReadOnlyMemory<byte>),
            Demand = demand,
        };
        Verdict verdict = await decisions.VerifyAsync(request, Now, context.RequestAborted);
        return Keep(context, demand, here, verdict.IsAllowed ? verdict : null, verdict);
    }

    private ValueTask<string?> TenantAsync(HttpContext context) => options.ResolveTenant is { } resolve ? resolve(context) : default;

    private static Verdict Keep(HttpContext context, AccessDemand demand, Place here, Verdict? allowed, Verdict verdict)
    {
        context.Features.Set(new Judged(verdict, demand, here, allowed));
        if (context.RequestServices?.GetService<CurrentToken>() is { } current)
        {
            current.Token = verdict.Token;
        }

        if (verdict is { IsAllowed: true, Nonce: { } nonce } && !context.Response.HasStarted)
        {
            DPoPHeaders.SendNonce(context.Response.Headers, nonce);

            // Once more at the end: a handler may set the list anew.
            context.Response.OnStarting(ExposeAsync, context.Response.Headers);
        }

        return verdict;
    }

    private static Task ExposeAsync(object headers)
    {
        if (((IHeaderDictionary)headers).ContainsKey(DPoPHeaders.Nonce))
        {
            DPoPHeaders.Expose((IHeaderDictionary)headers);
        }

        return Task.CompletedTask;
    }

    /// <param name="Verdict">The last verdict.</param>
    /// <param name="Demand">What was demanded.</param>
    /// <param name="Place">Where.</param>
    /// <param name="Allowed">The verdict by which the token passed as such, also where a further demand has been refused: its proof is used.</param>
    private sealed record Judged(Verdict Verdict, AccessDemand Demand, Place Place, Verdict? Allowed);

    /// <summary>All that can tell the tenant, and changes on a request's way.</summary>
    private readonly record struct Place(Endpoint? Endpoint, string Scheme, string? Host, string? PathBase, string? Path)
    {
        public static Place Of(HttpContext context)
        {
            HttpRequest request = context.Request;
            return new(context.GetEndpoint(), request.Scheme, request.Host.Value, request.PathBase.Value, request.Path.Value);
        }
    }
}
