using System.Text;
using System.Text.Json.Nodes;

namespace Verifier.Testing;

/// <summary>
/// A JWT about to be signed, open in every part: change or remove members of <see cref="Header"/> and <see cref="Claims"/>, replace either by
/// raw text, sign with another key, or break the signature. Nothing is checked: most of what can be made here ought to be refused.
/// </summary>
public class JwtSpec
{
    /// <summary>Begins with <c>alg</c> in the header and no claims.</summary>
    /// <param name="key">The key that will sign.</param>
    public JwtSpec(TestKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        SigningKey = key;
        Header = new JsonObject { ["alg"] = key.Algorithm };
        Claims = [];
    }

    /// <summary>The header (RFC 7515 section 4).</summary>
    public JsonObject Header { get; }

    /// <summary>The claims (RFC 7519 section 4).</summary>
    public JsonObject Claims { get; }

    /// <summary>
    /// The key that signs. Setting it leaves the header as it is, so that <c>alg</c> and <c>kid</c> may name a key that did not sign;
    /// an honest change of key is <see cref="TokenSpec.SignedBy"/>.
    /// </summary>
    public TestKey SigningKey { get; set; }

    /// <summary>
    /// Text to sign in place of <see cref="Header"/>: for duplicate members, odd numbers, white space, or no JSON at all.
    /// </summary>
    public string? RawHeader { get; set; }

    /// <summary>Text to sign in place of <see cref="Claims"/>. Handy start: <c>spec.Claims.ToJsonString()</c>.</summary>
    public string? RawClaims { get; set; }

    /// <summary>Bytes to sign in place of <see cref="Claims"/> and <see cref="RawClaims"/>: for text that is no valid UTF-8.</summary>
    public ReadOnlyMemory<byte>? ClaimBytes { get; set; }

    /// <summary>Makes the signature that is sent out of the good one: cut, emptied, with a bit flipped. Null sends the good one.</summary>
    public Func<byte[], byte[]>? EditSignature { get; set; }

    /// <summary>Signs what is there now, in the compact serialization.</summary>
    public string ToCompact()
    {
        ReadOnlySpan<byte> claims = ClaimBytes is { } bytes ? bytes.Span : Encoding.UTF8.GetBytes(RawClaims ?? Jws.Write(Claims));
        string token = Jws.Sign(SigningKey, Encoding.UTF8.GetBytes(RawHeader ?? Jws.Write(Header)), claims);
        if (EditSignature is null)
        {
            return token;
        }

        int signature = token.LastIndexOf('.') + 1;
        return token[..signature] + Jws.Encode(EditSignature(System.Buffers.Text.Base64Url.DecodeFromChars(token.AsSpan(signature))));
    }
}
