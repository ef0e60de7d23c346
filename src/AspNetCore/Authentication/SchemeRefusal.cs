using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Verifier.AspNetCore.Protection;

namespace Verifier.AspNetCore.Authentication;

/// <summary>Answers for the verifier's scheme when the pipeline challenges or forbids: with the verdict's exact refusal.</summary>
internal sealed class SchemeRefusal(RequestJudge judge, RefusalWriter refusals, IAuthenticationSchemeProvider schemes)
{
    /// <summary>Challenges.</summary>
    public async Task ChallengeAsync(HttpContext context)
    {
        Verdict verdict = await judge.JudgeAsync(context);
        if (!verdict.IsAllowed)
        {
            await refusals.WriteAsync(context, verdict, await IsAloneAsync(context));
            return;
        }

        // The application asks for other credentials than the good ones that it got.
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.Append("WWW-Authenticate", $"{verdict.Scheme} error=\"invalid_token\"");
    }

    /// <summary>Forbids; also where another scheme's user comes without a token: then what is lacking is the token.</summary>
    public async Task ForbidAsync(HttpContext context)
    {
        Verdict verdict = await judge.JudgeAsync(context);
        if (verdict.IsAllowed)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await refusals.WriteAsync(context, verdict, await IsAloneAsync(context));
    }

    private async Task<bool> IsAloneAsync(HttpContext context)
    {
        if ((await schemes.GetAllSchemesAsync()).Count() == 1)
        {
            return true;
        }

        IAuthorizationPolicyProvider policies = context.RequestServices.GetRequiredService<IAuthorizationPolicyProvider>();
        EndpointMetadataCollection metadata = context.GetEndpoint()?.Metadata ?? EndpointMetadataCollection.Empty;
        AuthorizationPolicy? policy = await AuthorizationPolicy.CombineAsync(policies, metadata.GetOrderedMetadata<IAuthorizeData>(), metadata.GetOrderedMetadata<AuthorizationPolicy>());
        return policy?.AuthenticationSchemes.All(scheme => scheme == VerifierScheme.Name) == true;
    }
}
