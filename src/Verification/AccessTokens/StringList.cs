using Verifier.Jose;

namespace Verifier.AccessTokens;

/// <summary>Claims that are a string or an array of strings.</summary>
internal static class StringList
{
    /// <summary>A single string, or an array of strings (<c>aud</c>, RFC 7519 section 4.1.3).</summary>
    public static bool TryReadOne(JsonValue value, out IReadOnlyList<string> list)
    {
        list = [];
        if (value.TryGetString(out string? only))
        {
            list = [only];
            return true;
        }

        List<string> all = [];
        bool read = TryReadArray(value, all);
        list = all;
        return read;
    }

    /// <summary>The scopes of <c>scope</c> and <c>scp</c> together, each once; either a space-separated string (RFC 8693 section 4.2) or an array.</summary>
    public static bool TryReadScopes(JsonValue scope, JsonValue scp, out IReadOnlyList<string> scopes)
    {
        List<string> all = [];
        bool read = TryAddScopes(scope, all) && TryAddScopes(scp, all);
        scopes = all.Count > 1 ? [.. all.Distinct(StringComparer.Ordinal)] : all;
        return read;
    }

    private static bool TryAddScopes(JsonValue value, List<string> all)
    {
        if (!value.Exists)
        {
            return true;
        }

        if (!value.TryGetString(out string? text))
        {
            return TryReadArray(value, all);
        }

        all.AddRange(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return true;
    }

    private static bool TryReadArray(JsonValue value, List<string> all)
    {
        if (!value.IsArray)
        {
            return false;
        }

        foreach (JsonValue element in value.GetElements())
        {
            if (!element.TryGetString(out string? text))
            {
                return false;
            }

            all.Add(text);
        }

        return true;
    }
}
