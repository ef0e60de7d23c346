using Verifier.AccessTokens;

namespace Verifier.AspNetCore.Authentication;

/// <summary>The verified token of a request's scope, where handlers' parameters come from.</summary>
internal sealed class CurrentToken
{
    public AccessToken? Token { get; set; }
}
