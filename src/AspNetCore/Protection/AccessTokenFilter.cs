using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Verifier.AspNetCore.Protection;

/// <summary>The second lock, at the endpoint itself: whatever the pipeline before it looks like, a handler runs only with a verdict that allows it.</summary>
internal sealed class AccessTokenFilter(RequestJudge judge, RefusalWriter refusals) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        HttpContext http = context.HttpContext;

        // An explicit word, on the endpoint, that it is open: the same one that opens the first lock.
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return await next(context);
        }

        Verdict verdict = await judge.JudgeAsync(http);
        if (verdict.IsAllowed)
        {
            return await next(context);
        }

        await refusals.WriteAsync(http, verdict);
        return Results.Empty;
    }
}
