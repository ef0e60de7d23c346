using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Verifier.AspNetCore.Protection;

namespace Verifier.AspNetCore.Authentication;

/// <summary>
/// Authenticates by the verifier's scheme, and refuses, without a handler made for each request, which costs more than the verdict; all else is the framework's. In the framework's place only: an
/// application's own service stays, and so does the long way of a principal where the application transforms claims.
/// </summary>
/// <param name="judge">Judges.</param>
/// <param name="refusal">Refuses.</param>
/// <param name="transformation">What the application does to each principal.</param>
/// <param name="options">The schemes' options, by which the application may have another scheme answer for the verifier's.</param>
/// <param name="framework">The framework's service.</param>
internal sealed class DirectAuthentication(RequestJudge judge, SchemeRefusal refusal, IClaimsTransformation transformation, IOptionsMonitor<AuthenticationSchemeOptions> options, Type framework)
    : IAuthenticationService
{
    private readonly bool _transforms = transformation is not NoopClaimsTransformation;

    /// <summary>Whether the verifier's scheme answers for itself.</summary>
    public bool IsDirect { get; } = options.Get(VerifierScheme.Name) is { ForwardDefault: null, ForwardDefaultSelector: null, ForwardAuthenticate: null, ForwardChallenge: null, ForwardForbid: null };

    public static void Register(IServiceCollection services)
    {
        if (services.Last(service => service.ServiceType == typeof(IAuthenticationService) && !service.IsKeyedService).ImplementationType is { } framework && framework.Assembly == typeof(AuthenticationService).Assembly)
        {
            services.TryAdd(ServiceDescriptor.Scoped(framework, framework));
            services.Replace(ServiceDescriptor.Singleton<IAuthenticationService>(provider => ActivatorUtilities.CreateInstance<DirectAuthentication>(provider, framework)));
        }
    }

    public Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        if (!IsDirect || _transforms || scheme != VerifierScheme.Name)
        {
            return Framework(context).AuthenticateAsync(context, scheme);
        }

        ValueTask<Verdict> pending = judge.JudgeAsync(context);
        return pending.IsCompletedSuccessfully ? Task.FromResult(VerifierHandler.ResultOf(pending.Result)) : WaitAsync(pending);
    }

    public Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
        => IsDirect && scheme == VerifierScheme.Name ? refusal.ChallengeAsync(context) : Framework(context).ChallengeAsync(context, scheme, properties);

    public Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
        => IsDirect && scheme == VerifierScheme.Name ? refusal.ForbidAsync(context) : Framework(context).ForbidAsync(context, scheme, properties);

    public Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties)
        => Framework(context).SignInAsync(context, scheme, principal, properties);

    public Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties) => Framework(context).SignOutAsync(context, scheme, properties);

    private static async Task<AuthenticateResult> WaitAsync(ValueTask<Verdict> pending) => VerifierHandler.ResultOf(await pending);

    private IAuthenticationService Framework(HttpContext context) => (IAuthenticationService)context.RequestServices.GetRequiredService(framework);
}
