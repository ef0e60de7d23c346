namespace Verifier;

internal enum AuthorizationScheme
{
    None = 0,
    Bearer,
    DPoP,
}
