using System.Buffers;
using System.Text.Json;
using Verifier.AspNetCore.Http;
using Verifier.Explanations;

namespace Verifier.AspNetCore.Decisions;

/// <summary>Reads the document of <c>POST /v1/verify</c>, which is that of <c>POST /v1/explain</c> too, save for <c>at</c>. It must be understood whole: an unknown, repeated or wrongly typed member is a fault, null included.</summary>
internal static class VerifyDocument
{
    // Nothing in the document is deeper than an array in an object.
    private const int MaxDepth = 3;

    private const string AString = "a string";
    private const string AHeader = "a string or an array of strings";
    private const string Strings = "an array of strings";
    private const string Tokens = "at most 64 strings of 1 to 256 visible ASCII characters, without quotes and backslashes";

    private static readonly (string Name, string Type)[] Members =
    [
        ("tenant", AString),
        ("authorization", AHeader),
        ("dpop", AHeader),
        ("method", AString),
        ("url", AString),
        ("scopes", Strings),
        ("audiences", Strings),
        ("requiredClaims", Strings),
        ("acrValues", Strings),
        ("maxAgeSeconds", "a whole number"),
        ("clientCertificate", "one certificate, PEM or base64 DER, of at most 16 KiB"),
        ("at", "a whole number of Unix seconds, from 0 to 253402300799"),
    ];

    // "at" is last, and no member of a request that is decided on.
    private static readonly int VerifyMembers = Members.Length - 1;

    /// <summary>The request to decide on, or what is wrong with the document, in words that hold no value from it.</summary>
    public static bool TryRead(in ReadOnlySequence<byte> utf8, IReadOnlySet<string>? allowedTenants, out AccessRequest? request, out string fault)
        => TryRead(utf8, VerifyMembers, allowedTenants, out request, out _, out fault);

    /// <summary>The request to explain and the time to judge it at, null where none is given; or what is wrong.</summary>
    public static bool TryReadExplain(in ReadOnlySequence<byte> utf8, out AccessRequest? request, out long? at, out string fault)
        => TryRead(utf8, Members.Length, null, out request, out at, out fault);

    private static bool TryRead(in ReadOnlySequence<byte> utf8, int members, IReadOnlySet<string>? allowedTenants, out AccessRequest? request, out long? at, out string fault)
    {
        try
        {
            return TryReadObject(utf8, members, allowedTenants, out request, out at, out fault);
        }
        catch (Exception notJson) when (notJson is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is how the reader tells of a string that is no Unicode.
            request = null;
            at = null;
            fault = "The body is not one JSON object in UTF-8.";
            return false;
        }
    }

    private static bool TryReadObject(
        in ReadOnlySequence<byte> utf8, int members, IReadOnlySet<string>? allowedTenants, out AccessRequest? request, out long? at, out string fault)
    {
        request = null;
        at = null;
        Utf8JsonReader json = new(utf8, new JsonReaderOptions { MaxDepth = MaxDepth });
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            fault = "The body is not one JSON object in UTF-8.";
            return false;
        }

        string? tenant = null;
        HeaderField authorization = default;
        HeaderField dpop = default;
        string? method = null;
        string? url = null;
        List<string>? scopes = null;
        List<string>? audiences = null;
        List<string>? requiredClaims = null;
        List<string>? acrValues = null;
        long? maxAge = null;
        ReadOnlyMemory<byte> certificate = default;

        int seen = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            int member = Find(ref json, members);
            if (member < 0)
            {
                fault = $"{InputName.Quote(json.GetString()!)} is not a member of this document.";
                return false;
            }

            if ((seen & (1 << member)) != 0)
            {
                fault = $"'{Members[member].Name}' appears more than once.";
                return false;
            }

            seen |= 1 << member;
            bool fits = json.Read() && member switch
            {
                0 => TryReadString(ref json, out tenant),
                1 => TryReadHeader(ref json, out authorization),
                2 => TryReadHeader(ref json, out dpop),
                3 => TryReadString(ref json, out method),
                4 => TryReadString(ref json, out url),
                5 => TryReadStrings(ref json, out scopes),
                6 => TryReadStrings(ref json, out audiences),
                7 => TryReadStrings(ref json, out requiredClaims),
                8 => TryReadStrings(ref json, out acrValues),
                9 => TryReadNumber(ref json, out maxAge),
                10 => TryReadString(ref json, out string? text) && ClientCertificate.TryRead(text, out certificate),
                _ => TryReadNumber(ref json, out at) && at is >= 0 and <= TokenExplainer.Latest,
            };
            if (!fits)
            {
                fault = $"'{Members[member].Name}' must be {Members[member].Type}.";
                return false;
            }
        }

        // Anything behind the object is a fault that the reader throws.
        json.Read();

        if (!TryDemand(scopes, audiences, requiredClaims, acrValues, maxAge, out AccessDemand demand, out fault))
        {
            return false;
        }

        request = new AccessRequest
        {
            Authorization = authorization,
            DPoP = dpop,
            Method = method,
            Url = url,
            Tenant = tenant,
            AllowedTenants = allowedTenants,
            ClientCertificate = certificate,
            Demand = demand,
        };
        return true;
    }

    private static bool TryDemand(
        List<string>? scopes, List<string>? audiences, List<string>? requiredClaims, List<string>? acrValues, long? maxAge, out AccessDemand demand, out string fault)
    {
        fault = "";
        if (scopes is null && audiences is null && requiredClaims is null && acrValues is null && maxAge is null)
        {
            demand = AccessDemand.None;
            return true;
        }

        if (AccessDemand.TryCreate(scopes, audiences, requiredClaims, acrValues, maxAge, out demand, out _))
        {
            return true;
        }

        // The demand's own faults show what was found, which an answer to a caller does not.
        fault = !Demands(scopes, null, null, null, null) ? $"'scopes' must be {Tokens}."
            : !Demands(null, audiences, null, null, null) ? "'audiences' must be at most 64 strings of 1 to 512 characters, not blank."
            : !Demands(null, null, requiredClaims, null, null) ? "'requiredClaims' must be at most 64 strings of 1 to 256 characters, not blank."
            : !Demands(null, null, null, acrValues, null) ? $"'acrValues' must be {Tokens}."
            : "'maxAgeSeconds' must be 0 or more.";
        return false;
    }

    private static bool Demands(List<string>? scopes, List<string>? audiences, List<string>? requiredClaims, List<string>? acrValues, long? maxAge)
        => AccessDemand.TryCreate(scopes, audiences, requiredClaims, acrValues, maxAge, out _, out _);

    private static int Find(ref Utf8JsonReader json, int members)
    {
        for (int i = 0; i < members; i++)
        {
            if (json.ValueTextEquals(Members[i].Name))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool TryReadString(ref Utf8JsonReader json, out string? value)
    {
        value = json.TokenType == JsonTokenType.String ? json.GetString() : null;
        return value is not null;
    }

    private static bool TryReadNumber(ref Utf8JsonReader json, out long? value)
    {
        long number = 0;
        bool good = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out number);
        value = number;
        return good;
    }

    private static bool TryReadHeader(ref Utf8JsonReader json, out HeaderField value)
    {
        if (TryReadString(ref json, out string? one))
        {
            value = HeaderField.From(one);
            return true;
        }

        bool good = TryReadStrings(ref json, out List<string>? several);
        value = good ? HeaderField.From(several!) : default;
        return good;
    }

    private static bool TryReadStrings(ref Utf8JsonReader json, out List<string>? values)
    {
        values = null;
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return false;
        }

        values = [];
        while (json.Read() && json.TokenType == JsonTokenType.String)
        {
            values.Add(json.GetString()!);
        }

        return json.TokenType == JsonTokenType.EndArray;
    }
}
