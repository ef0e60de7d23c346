using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Verifier.Testing;

/// <summary>The compact serialization of RFC 7515 section 3.1, for whatever JSON one likes: nothing is checked here.</summary>
public static class Jws
{
    // As issuers write: "at+jwt", not "at\u002Bjwt".
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Signs a header and a payload exactly as given and puts the three parts together.</summary>
    /// <param name="key">The key that signs; the header's <c>alg</c> and <c>kid</c> are the caller's business.</param>
    /// <param name="header">The header, JSON or not.</param>
    /// <param name="payload">The payload, JSON or not.</param>
    public static string Sign(TestKey key, string header, string payload)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(payload);
        return Sign(key, Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload));
    }

    /// <summary>Signs a header and a payload exactly as given, in bytes: for text that is no valid UTF-8, too.</summary>
    /// <param name="key">The key that signs.</param>
    /// <param name="header">The header's bytes.</param>
    /// <param name="payload">The payload's bytes.</param>
    public static string Sign(TestKey key, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(key);
        string input = $"{Encode(header)}.{Encode(payload)}";
        return $"{input}.{Encode(key.Sign(Encoding.ASCII.GetBytes(input)))}";
    }

    /// <summary>Puts three parts together with a signature of the caller's making: an empty one, another token's, all zeros.</summary>
    /// <param name="header">The header, JSON or not.</param>
    /// <param name="payload">The payload, JSON or not.</param>
    /// <param name="signature">The signature's bytes.</param>
    public static string Assemble(string header, string payload, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(payload);
        return $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(payload))}.{Encode(signature)}";
    }

    /// <summary>
    /// The same token with other claims and the signature it had: a forgery that a verifier must refuse.
    /// </summary>
    /// <param name="token">A token with three parts.</param>
    /// <param name="change">Changes the claims.</param>
    public static string Tamper(string token, Action<JsonObject> change)
    {
        ArgumentNullException.ThrowIfNull(token);
        ArgumentNullException.ThrowIfNull(change);
        string[] parts = token.Split('.');
        JsonObject claims = ReadClaims(token);
        change(claims);
        return $"{parts[0]}.{Encode(Encoding.UTF8.GetBytes(Write(claims)))}.{parts[2]}";
    }

    /// <summary>The header of a token, read without any check.</summary>
    /// <param name="token">A token with three parts.</param>
    public static JsonObject ReadHeader(string token) => Read(token, 0);

    /// <summary>The claims of a token, read without any check, of the signature least of all.</summary>
    /// <param name="token">A token with three parts.</param>
    public static JsonObject ReadClaims(string token) => Read(token, 1);

    /// <summary>Base64url without padding (RFC 7515 section 2).</summary>
    /// <param name="bytes">What to encode.</param>
    public static string Encode(ReadOnlySpan<byte> bytes) => Base64Url.EncodeToString(bytes);

    internal static string Write(JsonNode json) => json.ToJsonString(Plain);

    private static JsonObject Read(string token, int part)
    {
        ArgumentNullException.ThrowIfNull(token);
        string[] parts = token.Split('.');
        if (parts.Length != 3)
        {
            throw new ArgumentException($"A compact JWS has three parts; this text has {parts.Length}.", nameof(token));
        }

        return JsonNode.Parse(Base64Url.DecodeFromChars(parts[part])) as JsonObject
            ?? throw new ArgumentException("That part of the token is no JSON object.", nameof(token));
    }
}
