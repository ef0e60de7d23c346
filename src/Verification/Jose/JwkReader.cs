using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Verifier.Jose;

/// <summary>Reads one JWK and remembers, for people, what is wrong with it.</summary>
internal ref struct JwkReader
{
    private JsonValue _kty, _crv, _n, _e, _x, _y, _kid, _alg, _use, _keyOps;
    private bool _isPrivate;

    /// <summary>What is wrong, in words that repeat nothing of the document; null when nothing is.</summary>
    public string? Explanation { get; private set; }

    /// <summary>The <c>kid</c> of a key that is strict JSON, good or not.</summary>
    public string? Kid { get; private set; }

    /// <summary>Reads the key.</summary>
    public JwkFault Read(ReadOnlySpan<byte> json, out PublicJwk? jwk)
    {
        jwk = null;
        if (!TryFindMembers(json))
        {
            return Refuse(JwkFault.Malformed, "no strict JSON object (RFC 8259, each member once)");
        }

        Kid = _kid.TryGetString(out string? kid) ? kid : null;

        // Asked first, so that nobody takes a leaked key for one of an odd type.
        if (_isPrivate)
        {
            return Refuse(JwkFault.Private, "private or symmetric key material");
        }

        if (!TryGetText(_kid, out _)
            || !TryGetText(_alg, out string? algorithm)
            || !TryGetText(_use, out string? use)
            || !TryGetTexts(_keyOps, out string[]? operations))
        {
            return Refuse(JwkFault.Malformed, "kid, alg or use is no string, or key_ops no array of strings");
        }

        JwkFault fault = ReadParameters(out JwkParameters parameters);
        if (fault == JwkFault.None)
        {
            jwk = new PublicJwk(parameters) { Kid = Kid, Algorithm = algorithm, Use = use, KeyOperations = operations };
        }

        return fault;
    }

    private static bool TryGetText(JsonValue value, out string? text)
    {
        text = null;
        return !value.Exists || value.TryGetString(out text);
    }

    private static bool TryGetTexts(JsonValue value, out string[]? texts)
    {
        texts = null;
        if (!value.Exists)
        {
            return true;
        }

        if (!value.IsArray)
        {
            return false;
        }

        List<string> found = [];
        foreach (JsonValue element in value.GetElements())
        {
            if (!element.TryGetString(out string? text))
            {
                return false;
            }

            found.Add(text);
        }

        texts = [.. found];
        return true;
    }

    private static bool TryDecode(JsonValue value, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        if (!value.IsString)
        {
            return false;
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(value.RawText.Length);
        if (value.TryCopyString(rented, out int length))
        {
            byte[] room = new byte[StrictBase64Url.DecodedLength(length)];
            octets = StrictBase64Url.TryDecode(rented.AsSpan(0, length), room, out _) ? room : null;
        }

        ArrayPool<byte>.Shared.Return(rented);
        return octets is not null;
    }

    private bool TryFindMembers(ReadOnlySpan<byte> json)
    {
        JsonMembers members = new(json);
        while (members.MoveNext())
        {
            JsonValue value = members.Value;
            if (members.NameEquals("kty"u8))
            {
                _kty = value;
            }
            else if (members.NameEquals("crv"u8))
            {
                _crv = value;
            }
            else if (members.NameEquals("n"u8))
            {
                _n = value;
            }
            else if (members.NameEquals("e"u8))
            {
                _e = value;
            }
            else if (members.NameEquals("x"u8))
            {
                _x = value;
            }
            else if (members.NameEquals("y"u8))
            {
                _y = value;
            }
            else if (members.NameEquals("kid"u8))
            {
                _kid = value;
            }
            else if (members.NameEquals("alg"u8))
            {
                _alg = value;
            }
            else if (members.NameEquals("use"u8))
            {
                _use = value;
            }
            else if (members.NameEquals("key_ops"u8))
            {
                _keyOps = value;
            }
            else
            {
                _isPrivate |= IsPrivate(members);
            }
        }

        return members.IsValid;
    }

    // RFC 7518 sections 6.2.2, 6.3.2 and 6.4; RFC 8037 uses "d" too. Their presence is enough, whatever their value.
    private static bool IsPrivate(in JsonMembers members) =>
        members.NameEquals("d"u8) || members.NameEquals("p"u8) || members.NameEquals("q"u8) || members.NameEquals("dp"u8)
        || members.NameEquals("dq"u8) || members.NameEquals("qi"u8) || members.NameEquals("oth"u8) || members.NameEquals("k"u8);

    private JwkFault ReadParameters(out JwkParameters parameters)
    {
        parameters = default;
        if (!_kty.IsString)
        {
            return Refuse(JwkFault.Malformed, "kty is missing or no string");
        }

        if (_kty.StringEquals("RSA"u8))
        {
            return ReadRsa(out parameters);
        }

        return _kty.StringEquals("EC"u8) ? ReadPoint(out parameters) : Refuse(JwkFault.Unsupported, "a kty other than RSA and EC");
    }

    private JwkFault ReadRsa(out JwkParameters parameters)
    {
        parameters = default;

        // Base64urlUInt (RFC 7518 section 2): the fewest octets that hold the number, or one key would have several thumbprints.
        if (!TryDecode(_n, out byte[]? modulus) || !TryDecode(_e, out byte[]? exponent) || modulus is [] or [0, ..] || exponent is [] or [0, ..])
        {
            return Refuse(JwkFault.Malformed, "n or e is missing or not the shortest base64url of a positive number");
        }

        parameters = new JwkParameters(JwkType.Rsa, modulus, exponent);
        if (parameters.ModulusBits is < JwkParameters.MinModulusBits or > JwkParameters.MaxModulusBits)
        {
            return Refuse(
                JwkFault.OutOfRange,
                $"RSA modulus of {parameters.ModulusBits} bits; it must have from {JwkParameters.MinModulusBits} to {JwkParameters.MaxModulusBits}");
        }

        // An exponent of 1 signs nothing, an even one is none; above 2^32 it only buys an attacker our time.
        bool sane = (modulus[^1] & 1) == 1 && (exponent[^1] & 1) == 1 && exponent.Length <= sizeof(uint) && exponent is not [1];
        return sane ? JwkFault.None : Refuse(JwkFault.OutOfRange, "RSA modulus even, or exponent even, below 3 or above 2^32");
    }

    private JwkFault ReadPoint(out JwkParameters parameters)
    {
        parameters = default;
        if (!_crv.IsString || !TryDecode(_x, out byte[]? x) || !TryDecode(_y, out byte[]? y))
        {
            return Refuse(JwkFault.Malformed, "crv, x or y is missing, no string or no base64url");
        }

        JwkType type;
        if (_crv.StringEquals("P-256"u8))
        {
            type = JwkType.P256;
        }
        else if (_crv.StringEquals("P-384"u8))
        {
            type = JwkType.P384;
        }
        else if (_crv.StringEquals("P-521"u8))
        {
            type = JwkType.P521;
        }
        else
        {
            return Refuse(JwkFault.Unsupported, "a crv other than P-256, P-384 and P-521");
        }

        parameters = new JwkParameters(type, x, y);
        int length = JwkParameters.CoordinateLength(type);
        return x.Length == length && y.Length == length
            ? JwkFault.None
            : Refuse(JwkFault.OutOfRange, $"EC coordinates of {x.Length} and {y.Length} octets; its curve has {length}");
    }

    private JwkFault Refuse(JwkFault fault, string explanation)
    {
        Explanation = explanation;
        return fault;
    }
}
