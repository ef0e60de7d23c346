using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Verifier.AspNetCore.Protection;

/// <summary>The second lock, around the endpoint itself, before anything is bound or read: whatever the pipeline before it looks like, a handler runs only with a verdict that allows it.</summary>
internal sealed class EndpointLock(RequestJudge judge, RefusalWriter refusals)
{
    /// <summary>What handles an endpoint's requests, locked.</summary>
    public static RequestDelegate Around(RequestDelegate handler) => context => context.RequestServices.GetRequiredService<EndpointLock>().PassAsync(context, handler);

    private Task PassAsync(HttpContext context, RequestDelegate handler)
    {
        // An explicit word, on the endpoint, that it is open: the same one that opens the first lock.
        if (context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            return handler(context);
        }

        ValueTask<Verdict> pending = judge.JudgeAsync(context);
        return pending.IsCompletedSuccessfully ? PassAsync(context, handler, pending.Result) : WaitAsync(context, handler, pending);
    }

    private async Task WaitAsync(HttpContext context, RequestDelegate handler, ValueTask<Verdict> pending) => await PassAsync(context, handler, await pending);

    private Task PassAsync(HttpContext context, RequestDelegate handler, Verdict verdict) => verdict.IsAllowed ? handler(context) : refusals.WriteAsync(context, verdict);
}
