namespace Verifier.Jose;

/// <summary>The types of key that Verifier knows, with their curve.</summary>
internal enum JwkType
{
    /// <summary>RSA.</summary>
    Rsa,

    /// <summary>EC on P-256.</summary>
    P256,

    /// <summary>EC on P-384.</summary>
    P384,

    /// <summary>EC on P-521.</summary>
    P521,
}
