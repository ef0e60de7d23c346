using System.Security.Cryptography;
using System.Text;

namespace Verifier.AspNetCore.Credentials;

/// <summary>A key that a caller or an administrator presents, under the name that logs know it by. Held as its SHA-256 alone.</summary>
public sealed class NamedKey
{
    /// <summary>How long a key must be at least, in characters.</summary>
    public const int MinLength = 32;

    /// <summary>How long a key may be at most, in characters.</summary>
    public const int MaxLength = 512;

    private readonly byte[] _hash;

    /// <summary>Names a key. Its length and alphabet are not checked here, see <see cref="FaultOf"/>.</summary>
    public NamedKey(string name, string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Name = name;
        _hash = HashOf(key);
    }

    /// <summary>The name, for logs.</summary>
    public string Name { get; }

    /// <summary>What keeps a text from being a key, in words that never hold it; null when nothing does.</summary>
    public static string? FaultOf(string? key) => key switch
    {
        null or "" => "is empty",
        { Length: < MinLength } => $"has {key.Length} characters; it must have at least {MinLength}",
        { Length: > MaxLength } => $"has {key.Length} characters; it must have at most {MaxLength}",
        // What RFC 6750 section 2.1 lets an Authorization header carry.
        _ when !key.TrimEnd('=').All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' or '+' or '/') =>
            "has a character that a Bearer credential cannot have; letters, digits and -._~+/ are allowed, with = at the end",
        _ => null,
    };

    /// <summary>The key among these whose hash this is, or null. Every key is compared, each in constant time, so that the answer's time says nothing about any of them.</summary>
    internal static T? Find<T>(IReadOnlyList<T> keys, string presented, Func<T, NamedKey> keyOf)
        where T : class
    {
        byte[] hash = HashOf(presented);
        T? found = null;
        foreach (T candidate in keys)
        {
            if (CryptographicOperations.FixedTimeEquals(keyOf(candidate)._hash, hash))
            {
                found = candidate;
            }
        }

        return found;
    }

    /// <summary>Whether two names stand for one key.</summary>
    internal bool IsSameKeyAs(NamedKey other) => CryptographicOperations.FixedTimeEquals(_hash, other._hash);

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
