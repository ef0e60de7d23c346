using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Verifier.AccessTokens;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.Protection;

/// <summary>Has each request judged once, whoever asks first: the authentication handler, the authorization middleware or the endpoint filter. A second look would find the proof used.</summary>
internal sealed class RequestJudge(TokenVerifier verifier, VerifierOptions options, TimeProvider clock)
{
    /// <summary>The verdict on a request at its present endpoint.</summary>
    public ValueTask<Verdict> JudgeAsync(HttpContext context)
    {
        AccessDemand demand = EndpointDemand.Of(context.GetEndpoint());
        if (context.Features.Get<Judged>() is not { } judged)
        {
            return AskAsync(context, demand);
        }

        // The endpoint can be another one than at the first look: routing may come after authentication, and a request can be executed again.
        if (ReferenceEquals(judged.Demand, demand))
        {
            return new(judged.Verdict);
        }

        return judged.Verdict.IsAllowed ? new(Keep(context, demand, TokenVerifier.Demand(judged.Verdict, demand, Now))) : AskAsync(context, demand);
    }

    /// <summary>The last verdict on a request; null where nobody has asked.</summary>
    public static Verdict? VerdictOf(HttpContext context) => context.Features.Get<Judged>()?.Verdict;

    /// <summary>The token of a request that has been allowed, or null.</summary>
    public static AccessToken? TokenOf(HttpContext context) => VerdictOf(context) is { IsAllowed: true, Token: { } token } ? token : null;

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    private async ValueTask<Verdict> AskAsync(HttpContext context, AccessDemand demand)
    {
        HttpRequest http = context.Request;
        StringValues proof = http.Headers[DPoPHeaders.Proof];
        AccessRequest request = new()
        {
            Authorization = Field(http.Headers.Authorization),
            DPoP = Field(proof),
            Method = http.Method,
            Url = ClientUrl.Of(http),
            PrefersPublicOrigin = true,
            Tenant = options.ResolveTenant is { } resolve ? await resolve(context) : null,
            ClientCertificate = context.Connection.ClientCertificate?.RawData ?? default(ReadOnlyMemory<byte>),
            Demand = demand,
        };
        return Keep(context, demand, await verifier.VerifyAsync(request, Now, context.RequestAborted));
    }

    private static HeaderField Field(StringValues values) => values.Count == 1 ? HeaderField.From(values[0]) : HeaderField.From(values.ToArray());

    private static Verdict Keep(HttpContext context, AccessDemand demand, Verdict verdict)
    {
        context.Features.Set(new Judged(verdict, demand));
        if (verdict is { IsAllowed: true, Nonce: { } nonce } && !context.Response.HasStarted)
        {
            DPoPHeaders.SendNonce(context.Response.Headers, nonce);
        }

        return verdict;
    }

    private sealed record Judged(Verdict Verdict, AccessDemand Demand);
}
