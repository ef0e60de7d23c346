namespace Verifier.Keys;

/// <summary>One key as held, for people.</summary>
/// <param name="Kid">The <c>kid</c> as the issuer wrote it, null when there is none.</param>
/// <param name="Type">The <c>kty</c>.</param>
/// <param name="Algorithm">The <c>alg</c> that it is restricted to, null when it is not.</param>
/// <param name="Thumbprint">The RFC 7638 thumbprint.</param>
/// <param name="FirstSeen">When the issuer was first seen to publish it, Unix seconds; forgotten when it disappears, and with the process.</param>
public sealed record KeyView(string? Kid, string Type, string? Algorithm, string Thumbprint, long FirstSeen);
