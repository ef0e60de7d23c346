using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
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
    SchemeRefusal refusal)
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

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => refusal.ChallengeAsync(Context);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => refusal.ForbidAsync(Context);
}
