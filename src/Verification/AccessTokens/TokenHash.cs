using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Verifier.Jose;

namespace Verifier.AccessTokens;

/// <summary>SHA-256 of ASCII text: of an access token what a proof's <c>ath</c> must hold (RFC 9449 section 4.2), of its signature what the verified-token cache finds it by.</summary>
internal readonly struct TokenHash : IEquatable<TokenHash>
{
    // Cleared at each call, so no more than a signature takes: that of an RSA key of 3072 bits, in base64url.
    private const int MaxOnStack = 512;

    private readonly UInt128 _high;
    private readonly UInt128 _low;

    private TokenHash(ReadOnlySpan<byte> hash)
    {
        _high = MemoryMarshal.Read<UInt128>(hash);
        _low = MemoryMarshal.Read<UInt128>(hash[16..]);
    }

    /// <summary>The hash of ASCII text.</summary>
    public static TokenHash Of(ReadOnlySpan<byte> ascii)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(ascii, hash);
        return new TokenHash(hash);
    }

    /// <summary>The hash of text whose characters are those of token68.</summary>
    public static TokenHash Of(ReadOnlySpan<char> token)
    {
        byte[]? rented = token.Length > MaxOnStack ? ArrayPool<byte>.Shared.Rent(token.Length) : null;
        Span<byte> ascii = (rented ?? stackalloc byte[MaxOnStack])[..token.Length];
        _ = Encoding.ASCII.GetBytes(token, ascii);
        TokenHash hash = Of(ascii);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return hash;
    }

    /// <summary>Whether a proof's <c>ath</c> is the base64url of this hash, exactly.</summary>
    public bool IsAth(ReadOnlySpan<byte> ath)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        MemoryMarshal.Write(hash, in _high);
        MemoryMarshal.Write(hash[16..], in _low);
        return Sha256Text.Matches(hash, ath);
    }

    public bool Equals(TokenHash other) => _high == other._high && _low == other._low;

    public override bool Equals(object? obj) => obj is TokenHash other && Equals(other);

    // Bits of a SHA-256 are as good a hash code as any.
    public override int GetHashCode() => (int)_low;
}
