using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Verifier.AspNetCore.Http;

/// <summary>The framework's own CORS service, save that it leaves exposed what a DPoP client must read: it writes the application's list over whatever is there.</summary>
internal sealed class NonceCorsService(IOptions<CorsOptions> options, ILoggerFactory loggers) : ICorsService
{
    private readonly CorsService _inner = new(options, loggers);

    public CorsResult EvaluatePolicy(HttpContext context, CorsPolicy policy) => _inner.EvaluatePolicy(context, policy);

    public void ApplyResult(CorsResult result, HttpResponse response)
    {
        _inner.ApplyResult(result, response);
        if (response.Headers.ContainsKey(DPoPHeaders.Nonce))
        {
            DPoPHeaders.Expose(response.Headers);
        }
    }
}
