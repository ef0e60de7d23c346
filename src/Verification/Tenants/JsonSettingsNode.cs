using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;

namespace Verifier.Tenants;

/// <summary>A value of a JSON document: nothing is converted, and a null is a value like another.</summary>
internal sealed class JsonSettingsNode(JsonElement element) : SettingsNode
{
    private const int MaxDepth = 16;

    // Repeated members are kept: the reader above names each of them, where the parser would stop at the first.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = MaxDepth, CommentHandling = JsonCommentHandling.Disallow, AllowTrailingCommas = false };

    public override StringComparer Names => StringComparer.Ordinal;

    public override bool IsUnset => false;

    public override string Shown => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => Faults.Quote(element.GetString()!),
        JsonValueKind.Number => element.GetRawText() is { Length: <= 32 } text ? text : "a very long number",
        _ => element.GetRawText(),
    };

    /// <summary>Reads a whole document of UTF-8; false, and why in words, when it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out JsonDocument? document, [NotNullWhen(false)] out string? fault)
    {
        document = null;
        fault = null;
        if (!Utf8.IsValid(utf8))
        {
            fault = "not UTF-8";
            return false;
        }

        try
        {
            Utf8JsonReader reader = new(utf8, Options);
            document = JsonDocument.ParseValue(ref reader);
            if (!reader.Read() && HasOnlyText(document.RootElement))
            {
                return true;
            }

            fault = "not JSON: a string in it is no Unicode text";
        }
        catch (JsonException refusal)
        {
            // The parser's own message quotes input.
            fault = $"not JSON (line {refusal.LineNumber + 1}, byte {refusal.BytePositionInLine + 1})";
        }

        document?.Dispose();
        document = null;
        return false;
    }

    public override bool TryText([NotNullWhen(true)] out string? text)
    {
        text = element.ValueKind == JsonValueKind.String ? element.GetString() : null;
        return text is not null;
    }

    public override bool TryNumber(out long number)
    {
        number = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out number);
    }

    public override bool TryFlag(out bool flag)
    {
        flag = element.ValueKind == JsonValueKind.True;
        return flag || element.ValueKind == JsonValueKind.False;
    }

    public override bool TryItems([NotNullWhen(true)] out IReadOnlyList<SettingsNode>? items)
    {
        items = element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().Select(item => new JsonSettingsNode(item))] : null;
        return items is not null;
    }

    public override bool TryMembers([NotNullWhen(true)] out IReadOnlyList<KeyValuePair<string, SettingsNode>>? members)
    {
        members = element.ValueKind == JsonValueKind.Object
            ? [.. element.EnumerateObject().Select(member => KeyValuePair.Create<string, SettingsNode>(member.Name, new JsonSettingsNode(member.Value)))]
            : null;
        return members is not null;
    }

    // A lone surrogate written as an escape passes the parser and throws when the string is asked for.
    private static bool HasOnlyText(JsonElement element)
    {
        try
        {
            return element.ValueKind switch
            {
                JsonValueKind.String => element.GetString() is not null,
                JsonValueKind.Array => element.EnumerateArray().All(HasOnlyText),
                JsonValueKind.Object => element.EnumerateObject().All(member => member.Name is not null && HasOnlyText(member.Value)),
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
