using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Verifier.AccessTokens;

/// <summary>An access token as a request presents it: taken apart once at most, and not at all where it has been seen before.</summary>
/// <param name="text">Its text, of bounded length and of token68's characters.</param>
internal sealed class PresentedToken(ReadOnlyMemory<char> text)
{
    // Of an RSA key of 8192 bits, in base64url. Nobody's time is spent on hashing what is none.
    private const int LongestSignature = 1366;

    private TokenHash? _mark;
    private UnverifiedToken? _unverified;
    private Reason? _read;

    /// <summary>What a token seen before is looked up by: the hash of its signature, the one part that nobody makes anew without the issuer's key.</summary>
    public TokenHash Mark => _mark ??= TokenHash.Of(text.Span[(SignedLength + 1)..]);

    /// <summary>Whether it has been taken apart.</summary>
    public bool IsRead => _read is not null;

    private int SignedLength => text.Span.LastIndexOf('.');

    /// <summary>The hash of the whole: what a proof's <c>ath</c> must be.</summary>
    public TokenHash Hash() => TokenHash.Of(text.Span);

    /// <summary>Whether this very token is among those: one whose signature has the same <see cref="Mark"/>, over the same text.</summary>
    public bool IsAmong(BoundedCache<TokenHash, VerifiedToken> verified, [NotNullWhen(true)] out VerifiedToken? known)
    {
        known = null;
        int signed = SignedLength;
        return signed > 0
            && text.Length - signed - 1 <= LongestSignature
            && verified.TryGet(Mark, out known)
            && Ascii.Equals(known.SigningInput.Span, text.Span[..signed]);
    }

    /// <summary>Takes it apart, see <see cref="UnverifiedToken"/>.</summary>
    public Reason TryRead(out UnverifiedToken? token)
    {
        _read ??= UnverifiedToken.TryRead(text.Span, out _unverified);
        token = _unverified;
        return _read.Value;
    }
}
