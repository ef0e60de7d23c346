using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Verifier.Replay;

namespace Verifier.Nonces;

/// <summary>
/// A nonce in bytes: version, secret id, mint second (8, big-endian), the life's id (16) in version 2 only, and the first 16 bytes of HMAC-SHA256 over a label, the
/// length of the tenant's name, the name, and all of those bytes. Written in base64url.
/// </summary>
internal static class NonceLayout
{
    public const int SecretSize = 32;
    public const int LongestText = 56;
    private const int PlainText = 35;
    private const byte Plain = 1;
    private const byte WithLife = 2;
    private const int HeadSize = 1 + 1 + 8;
    private const int LifeSize = 16;
    private const int MacSize = 16;
    private const int LongestBytes = HeadSize + LifeSize + MacSize;

    // Far above any tenant's name, and small enough for the stack.
    private const int LongestTenant = 256;

    // The end of the year 9999.
    private const long LatestTime = 253402300799;

    private static ReadOnlySpan<byte> Label => "Verifier DPoP nonce\0"u8;

    public static string Write(NonceSecret secret, string tenant, long mintedAt, LifeId life)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(mintedAt);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(mintedAt, LatestTime);
        Span<byte> bytes = stackalloc byte[LongestBytes];
        bytes = bytes[..(HeadSize + (life.IsNone ? 0 : LifeSize) + MacSize)];
        bytes[0] = life.IsNone ? Plain : WithLife;
        bytes[1] = secret.Id;
        BinaryPrimitives.WriteInt64BigEndian(bytes[2..], mintedAt);
        if (!life.IsNone)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes[HeadSize..], life.Value);
        }

        return TryMac(secret, tenant, bytes[..^MacSize], bytes[^MacSize..])
            ? Base64Url.EncodeToString(bytes)
            : throw new ArgumentException("A tenant's name has at most 256 bytes.", nameof(tenant));
    }

    /// <summary>The bytes of a nonce, if it has the form of one. Whether it is genuine, <see cref="IsGenuine"/> tells.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> buffer, out ReadOnlySpan<byte> nonce)
    {
        // Only the one spelling that we write is ours. The decoder refuses stray bits; it skips white space and padding, but a text with either has too few bytes for its
        // length. (Its Try variant would throw on a foreign character.)
        nonce = default;
        int expected = HeadSize + (text.Length == PlainText ? 0 : LifeSize) + MacSize;
        if (text.Length is not (PlainText or LongestText)
            || Base64Url.DecodeFromChars(text, buffer, out _, out int length) is not OperationStatus.Done
            || length != expected
            || buffer[0] != (text.Length == PlainText ? Plain : WithLife))
        {
            return false;
        }

        nonce = buffer[..length];
        return true;
    }

    public static byte SecretIdOf(ReadOnlySpan<byte> nonce) => nonce[1];

    public static bool IsGenuine(NonceSecret secret, string tenant, ReadOnlySpan<byte> nonce)
    {
        Span<byte> mac = stackalloc byte[MacSize];
        return TryMac(secret, tenant, nonce[..^MacSize], mac) && CryptographicOperations.FixedTimeEquals(mac, nonce[^MacSize..]);
    }

    public static bool TryClaims(ReadOnlySpan<byte> nonce, out NonceClaims claims)
    {
        long mintedAt = BinaryPrimitives.ReadInt64BigEndian(nonce[2..]);
        bool named = nonce[0] == WithLife;
        LifeId life = named ? new LifeId(BinaryPrimitives.ReadUInt128BigEndian(nonce[HeadSize..])) : default;
        claims = new NonceClaims(mintedAt, life);
        return mintedAt is >= 0 and <= LatestTime && life.IsNone != named;
    }

    private static bool TryMac(NonceSecret secret, string tenant, ReadOnlySpan<byte> head, Span<byte> mac)
    {
        Span<byte> input = stackalloc byte[Label.Length + 2 + LongestTenant + HeadSize + LifeSize];
        Label.CopyTo(input);
        int at = Label.Length + 2;
        if (!Encoding.UTF8.TryGetBytes(tenant, input.Slice(at, LongestTenant), out int length))
        {
            return false;
        }

        BinaryPrimitives.WriteUInt16BigEndian(input[Label.Length..], (ushort)length);
        at += length;
        head.CopyTo(input[at..]);
        at += head.Length;
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        _ = HMACSHA256.HashData(secret.Secret.Span, input[..at], full);
        full[..MacSize].CopyTo(mac);
        return true;
    }
}
