using System.Text;

namespace Verifier.AccessTokens;

/// <summary>An access token as a request presents it: taken apart once at most, and not at all where it has been seen before.</summary>
/// <param name="text">Its text, of bounded length and of token68's characters.</param>
internal sealed class PresentedToken(ReadOnlyMemory<char> text)
{
    private TokenHash? _mark;
    private UnverifiedToken? _unverified;
    private Reason? _read;

    /// <summary>What a token seen before is looked up by: the hash of its signature, the one part that nobody makes anew without the issuer's key.</summary>
    public TokenHash Mark => _mark ??= TokenHash.Of(text.Span[(SignedLength + 1)..]);

    /// <summary>Whether it has been taken apart.</summary>
    public bool IsRead => _read is not null;

    // Without a dot nothing is signed, and the whole is the signature.
    private int SignedLength => text.Span.LastIndexOf('.');

    /// <summary>The hash of the whole: what a proof's <c>ath</c> must be.</summary>
    public TokenHash Hash() => TokenHash.Of(text.Span);

    /// <summary>Whether this is the very token that was verified, found under this one's <see cref="Mark"/>: then what was signed is the same too.</summary>
    public bool Is(VerifiedToken verified) => SignedLength > 0 && Ascii.Equals(verified.SigningInput.Span, text.Span[..SignedLength]);

    /// <summary>Takes it apart, see <see cref="UnverifiedToken"/>.</summary>
    public Reason TryRead(out UnverifiedToken? token)
    {
        _read ??= UnverifiedToken.TryRead(text.Span, out _unverified);
        token = _unverified;
        return _read.Value;
    }
}
