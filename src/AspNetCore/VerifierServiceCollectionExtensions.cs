using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Verifier.AspNetCore;
using Verifier.AspNetCore.Authentication;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Hosting;
using Verifier.AspNetCore.Protection;

// Where ASP.NET Core developers find such methods without a using.
namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds Verifier to an ASP.NET Core application.</summary>
public static class VerifierServiceCollectionExtensions
{
    /// <summary>
    /// Adds the verifier, its authentication scheme and authorization, so that <c>RequireAccessToken</c>, <c>[Authorize]</c> and <c>User</c> work. Settings come from the section
    /// <c>Verifier</c> of the application's configuration and from <paramref name="configure"/>; what is wrong with them stops the start with a sentence each
    /// (<see cref="OptionsValidationException"/>). Without storage the ledger of used proofs is empty after a start, so DPoP clients are sent a nonce once: RFC 9449 section 8.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">What is said in code.</param>
    /// <exception cref="InvalidOperationException"><see cref="VerifierServices.AddVerifierCore"/> has been called.</exception>
    public static IServiceCollection AddVerifier(this IServiceCollection services, Action<VerifierOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        if (services.Any(service => service.ServiceType == typeof(CurrentToken)))
        {
            configure?.Invoke((VerifierOptions)services.First(service => service.ServiceType == typeof(VerifierOptions)).ImplementationInstance!);
            VerifierServices.ExposeNonces(services);
            return services;
        }

        if (services.Any(service => service.ServiceType == typeof(VerifierSetup)))
        {
            throw new InvalidOperationException("AddVerifierCore has been called; AddVerifier does all that it does, from the application's configuration. Call that one alone.");
        }

        VerifierOptions options = new();
        configure?.Invoke(options);
        services.AddSingleton(options);
        services.AddSingleton(Read);

        // First among the hosted services, so that nothing is started on a wrong setting.
        services.Insert(0, ServiceDescriptor.Singleton<Hosting.IHostedService, StartChecks>());
        services.AddVerifierParts();

        services.AddScoped<CurrentToken>();

        // Transient: whoever asks early must not settle it for the whole request.
        services.AddTransient(provider => provider.GetRequiredService<CurrentToken>().Token!);
        services.AddSingleton<IAuthorizationHandler, AccessTokenRequirement.Handler>();
        services.AddAuthorization();
        services.AddAuthentication().AddVerifier();
        DirectAuthentication.Register(services);
        DirectEvaluation.Register(services);
        return services;
    }

    /// <summary>Adds the verifier's authentication scheme, <see cref="VerifierScheme.Name"/>, beside others; the verifier itself too, where it is not there yet.</summary>
    /// <param name="authentication">The application's authentication.</param>
    public static AuthenticationBuilder AddVerifier(this AuthenticationBuilder authentication)
    {
        ArgumentNullException.ThrowIfNull(authentication);
        authentication.Services.AddVerifier();
        if (authentication.Services.Any(service => service.ServiceType == typeof(VerifierHandler)))
        {
            return authentication;
        }

        return authentication.AddScheme<AuthenticationSchemeOptions, VerifierHandler>(VerifierScheme.Name, "Verifier", null);
    }

    private static VerifierSetup Read(IServiceProvider provider)
    {
        VerifierOptions options = provider.GetRequiredService<VerifierOptions>();
        return VerifierSetupReader.TryRead(provider.GetRequiredService<IConfiguration>(), options, out VerifierSetup setup, out IReadOnlyList<string> faults)
            ? setup
            : throw new OptionsValidationException("Verifier", typeof(VerifierOptions), faults);
    }
}
