using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Verifier.AspNetCore.Protection;

namespace Verifier.AspNetCore.Authentication;

/// <summary>Makes a verdict an ASP.NET Core authentication: a principal when it allows, its exact refusal when the pipeline challenges or forbids.</summary>
internal sealed class VerifierHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    RequestJudge judge,
    RefusalWriter refusals,
    IAuthenticationSchemeProvider schemes,
    IAuthorizationPolicyProvider policies)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    /// <summary>A verdict as an authentication. What is meant for another scheme, or for nobody, is no failure of this one.</summary>
    public static AuthenticateResult ResultOf(Verdict verdict) => verdict switch
    {
        { IsAllowed: true, Token: { } token } => AuthenticateResult.Success(AccessTokenIdentity.TicketOf(token)),
        { Reason: Reason.CredentialsMissing or Reason.AuthorizationSchemeUnknown } => AuthenticateResult.NoResult(),
        _ => AuthenticateResult.Fail(Refusals.Of(verdict.Reason).Code),
    };

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync() => ResultOf(await judge.JudgeAsync(Context));

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Verdict verdict = await judge.JudgeAsync(Context);
        if (!verdict.IsAllowed)
        {
            await refusals.WriteAsync(Context, verdict, await IsAloneAsync());
            return;
        }

        // The application asks for other credentials than the good ones that it got.
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.Append("WWW-Authenticate", $"{verdict.Scheme} error=\"invalid_token\"");
    }

    // Also where another scheme's user comes without a token: then what is lacking is the token.
    protected override async Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Verdict verdict = await judge.JudgeAsync(Context);
        if (verdict.IsAllowed)
        {
            Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        await refusals.WriteAsync(Context, verdict, await IsAloneAsync());
    }

    private async Task<bool> IsAloneAsync()
    {
        if ((await schemes.GetAllSchemesAsync()).Count() == 1)
        {
            return true;
        }

        EndpointMetadataCollection metadata = Context.GetEndpoint()?.Metadata ?? EndpointMetadataCollection.Empty;
        AuthorizationPolicy? policy = await AuthorizationPolicy.CombineAsync(policies, metadata.GetOrderedMetadata<IAuthorizeData>(), metadata.GetOrderedMetadata<AuthorizationPolicy>());
        return policy?.AuthenticationSchemes.All(scheme => scheme == Scheme.Name) == true;
    }
}
