using Verifier.Jose;

namespace Verifier.Keys;

/// <summary>Reads a JWK Set key by key, so that a bad one spoils only itself.</summary>
internal sealed class KeySetReader
{
    // Far deeper than a key may be, so that one that is too deep spoils itself alone; still nothing to a stack.
    private const int MaxDepth = 64;

    private readonly List<SignatureKey> _keys = [];
    private readonly List<string> _leftOut = [];
    private readonly List<string> _kids = [];

    /// <summary>Reads the document; answers what is wrong with it as a whole, or null.</summary>
    public string? Read(ReadOnlySpan<byte> jwks)
    {
        if (jwks.Length > KeySet.MaxBytes)
        {
            return $"its JWKS has {jwks.Length} bytes; at most {KeySet.MaxBytes} are read";
        }

        JsonValue keys = default;
        JsonMembers members = JsonMembers.OfOutermost(jwks, MaxDepth);
        while (members.MoveNext())
        {
            if (members.NameEquals("keys"u8))
            {
                keys = members.Value;
            }
        }

        if (!members.IsValid)
        {
            return "its JWKS is no strict JSON object (RFC 8259: UTF-8 without byte order mark, each member once, nothing after it)";
        }

        if (!keys.IsArray)
        {
            return "its JWKS has no array named keys (RFC 7517 section 5)";
        }

        // Counted before any is looked at: imports cost time.
        if (!IsFew(keys.GetElements()))
        {
            return $"its JWKS has more than {KeySet.MaxKeys} keys";
        }

        int number = 0;
        foreach (JsonValue key in keys.GetElements())
        {
            number++;
            if (Take(key) is string flaw)
            {
                _leftOut.Add($"key {number}: {flaw}");
            }
        }

        return null;
    }

    /// <summary>The keys read.</summary>
    public KeySet ToKeySet(long fetchedAt) => new(fetchedAt, [.. _keys], [.. _leftOut], _kids);

    private static bool IsFew(JsonElements elements)
    {
        int count = 0;
        while (count <= KeySet.MaxKeys && elements.MoveNext())
        {
            count++;
        }

        return count <= KeySet.MaxKeys;
    }

    // Answers why the key is left out, or null. Its kid is noted all the same: a token that names it is not answered by fetching again.
    private string? Take(JsonValue element)
    {
        JwkReader reader = new();
        JwkFault fault = reader.Read(element.Raw, out PublicJwk? jwk);
        if (reader.Kid is string kid)
        {
            _kids.Add(kid);
        }

        if (fault != JwkFault.None)
        {
            return reader.Explanation;
        }

        SignatureKey key = new(jwk!);
        if (!key.FitsAny)
        {
            return "its use, key_ops or alg do not allow it to check signatures";
        }

        // Published twice, it would be ambiguous for no reason.
        if (_keys.Exists(held => held.Jwk.IsSameAs(key.Jwk)))
        {
            return "the same as one before";
        }

        if (!key.TryImport())
        {
            return "it cannot be imported, such as an EC point off its curve";
        }

        _keys.Add(key);
        return null;
    }
}
