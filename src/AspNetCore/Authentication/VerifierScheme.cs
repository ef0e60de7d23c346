namespace Verifier.AspNetCore.Authentication;

/// <summary>The authentication scheme.</summary>
public static class VerifierScheme
{
    /// <summary>Its name, for <c>[Authorize(AuthenticationSchemes = VerifierScheme.Name)]</c> where the application has several.</summary>
    public const string Name = "Verifier";
}
