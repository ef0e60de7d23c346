namespace Verifier.Interop.Tests;

/// <summary>What a client sends to the API, as far as <c>/v1/verify</c> wants to know it.</summary>
internal sealed record ClientRequest(string Request, string Authorization, string? Dpop, string Method, string Url)
{
    /// <summary>The access token alone.</summary>
    public string Token => Authorization[(Authorization.IndexOf(' ', StringComparison.Ordinal) + 1)..];
}
