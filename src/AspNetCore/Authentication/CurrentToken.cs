using Verifier.AccessTokens;

namespace Verifier.AspNetCore.Authentication;

/// <summary>The token that a request's scope was last allowed with, where handlers' parameters come from.</summary>
internal sealed class CurrentToken
{
    public AccessToken? Token { get; set; }
}
