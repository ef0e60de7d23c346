using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Verifier.AspNetCore.Authentication;

namespace Verifier.AspNetCore.Protection;

/// <summary>
/// Evaluates the policy of an endpoint that demands an access token and nothing else by the verdict itself; all else is the framework's. Where the application has a word of its own
/// in authorization (a handler for all requirements, a service), nothing is.
/// </summary>
/// <param name="judge">Judges.</param>
/// <param name="services">What is registered, looked at when all is.</param>
internal sealed class DirectEvaluation(RequestJudge judge, IServiceCollection services) : IPolicyEvaluator
{
    private static readonly Type[] Parts =
        [typeof(IAuthorizationService), typeof(IAuthorizationHandler), typeof(IAuthorizationHandlerProvider), typeof(IAuthorizationHandlerContextFactory), typeof(IAuthorizationEvaluator)];

    private readonly bool _isDirect = services.Where(service => Parts.Contains(service.ServiceType)).All(IsKnown);

    public static void Register(IServiceCollection services)
    {
        if (services.Last(service => service.ServiceType == typeof(IPolicyEvaluator) && !service.IsKeyedService).ImplementationType == typeof(PolicyEvaluator))
        {
            services.TryAddTransient<PolicyEvaluator>();
            services.Replace(ServiceDescriptor.Singleton<IPolicyEvaluator>(provider => new DirectEvaluation(provider.GetRequiredService<RequestJudge>(), services)));
        }
    }

    public Task<AuthenticateResult> AuthenticateAsync(AuthorizationPolicy policy, HttpContext context)
    {
        if (!DemandsTokenAlone(policy))
        {
            return Framework(context).AuthenticateAsync(policy, context);
        }

        if (context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult is { } result && IsByVerdict(result, context))
        {
            return Task.FromResult(result);
        }

        // An application's own service may know better than the verdict.
        if (context.RequestServices.GetRequiredService<IAuthenticationService>() is not DirectAuthentication { IsDirect: true })
        {
            return Framework(context).AuthenticateAsync(policy, context);
        }

        ValueTask<Verdict> pending = judge.JudgeAsync(context);
        return pending.IsCompletedSuccessfully ? AuthenticateAsync(policy, context, pending.Result) : WaitAsync(policy, context, pending);
    }

    public Task<PolicyAuthorizationResult> AuthorizeAsync(AuthorizationPolicy policy, AuthenticateResult authenticationResult, HttpContext context, object? resource)
    {
        if (resource != context || !DemandsTokenAlone(policy) || !(authenticationResult.None || IsByVerdict(authenticationResult, context)))
        {
            return Framework(context).AuthorizeAsync(policy, authenticationResult, context, resource);
        }

        ValueTask<Verdict> pending = judge.JudgeAsync(context);
        return pending.IsCompletedSuccessfully ? EvaluateAsync(policy, authenticationResult, context, pending.Result) : WaitAsync(policy, authenticationResult, context, pending);
    }

    private static async Task<AuthenticateResult> WaitAsync(AuthorizationPolicy policy, HttpContext context, ValueTask<Verdict> pending)
        => await AuthenticateAsync(policy, context, await pending);

    private static Task<AuthenticateResult> AuthenticateAsync(AuthorizationPolicy policy, HttpContext context, Verdict verdict)
    {
        if (verdict.IsAllowed)
        {
            return Framework(context).AuthenticateAsync(policy, context);
        }

        // As the framework has it: whoever another scheme has named is nobody here.
        context.User = new ClaimsPrincipal(new ClaimsIdentity());
        return Task.FromResult(AuthenticateResult.NoResult());
    }

    private static async Task<PolicyAuthorizationResult> WaitAsync(AuthorizationPolicy policy, AuthenticateResult authenticationResult, HttpContext context, ValueTask<Verdict> pending)
        => await EvaluateAsync(policy, authenticationResult, context, await pending);

    // The others are asked again by the framework, whose handler finds the verdict made.
    private static Task<PolicyAuthorizationResult> EvaluateAsync(AuthorizationPolicy policy, AuthenticateResult authenticationResult, HttpContext context, Verdict verdict)
        => verdict.IsAllowed && authenticationResult.Succeeded ? Task.FromResult(PolicyAuthorizationResult.Success())
            : !verdict.IsAllowed && authenticationResult.None ? Task.FromResult(PolicyAuthorizationResult.Challenge())
            : Framework(context).AuthorizeAsync(policy, authenticationResult, context, context);

    // Somebody may have changed User since.
    private static bool IsByVerdict(AuthenticateResult result, HttpContext context)
        => result is { Succeeded: true, Ticket.AuthenticationScheme: VerifierScheme.Name } && result.Principal == context.User;

    private static PolicyEvaluator Framework(HttpContext context) => context.RequestServices.GetRequiredService<PolicyEvaluator>();

    private static bool IsKnown(ServiceDescriptor service)
        => !service.IsKeyedService && service.ImplementationType is { } type && (type == typeof(AccessTokenRequirement.Handler) || type.Assembly == typeof(DefaultAuthorizationService).Assembly);

    private bool DemandsTokenAlone(AuthorizationPolicy policy)
    {
        if (!_isDirect || policy.AuthenticationSchemes is not [VerifierScheme.Name])
        {
            return false;
        }

        bool demandsToken = false;
        foreach (IAuthorizationRequirement requirement in policy.Requirements)
        {
            if (requirement is AccessTokenRequirement)
            {
                demandsToken = true;
            }
            else if (requirement is not DenyAnonymousAuthorizationRequirement)
            {
                return false;
            }
        }

        return demandsToken;
    }
}
