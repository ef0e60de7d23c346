using System.Text.Json;

namespace Verifier.AspNetCore.Http;

/// <summary>Members of an answer that are left out where they have no value.</summary>
internal static class OptionalMembers
{
    public static void WriteIfAny(this Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    public static void WriteIfAny(this Utf8JsonWriter json, string name, long? value)
    {
        if (value is not null)
        {
            json.WriteNumber(name, value.Value);
        }
    }
}
