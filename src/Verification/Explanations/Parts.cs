using System.Text;
using Verifier.Jose;

namespace Verifier.Explanations;

/// <summary>A token or proof taken apart as far as that goes, for people to see what is in it. Nothing of it is believed.</summary>
internal sealed class Parts
{
    private readonly byte[] _header = [];
    private readonly byte[] _payload = [];

    /// <summary>Takes a text of bounded length apart.</summary>
    public Parts(ReadOnlySpan<char> text)
    {
        byte[] ascii = new byte[text.Length];
        if (!Ascii.IsValid(text) || Encoding.ASCII.GetBytes(text, ascii) != ascii.Length || !CompactJws.TryRead(ascii, out CompactJws jws))
        {
            Form = string.Create(null, $"{text.Length} characters with {text.Count('.')} dots, not three parts of a compact JWS");
            return;
        }

        bool isHeader = StrictBase64Url.TryDecode(jws.Header, out byte[] header);
        bool isPayload = StrictBase64Url.TryDecode(jws.Payload, out byte[] payload);
        _header = isHeader && StrictJson.IsStrictObject(header) ? header : [];
        _payload = isPayload && StrictJson.IsStrictObject(payload) ? payload : [];
        Form = !isHeader ? "a header that is not base64url"
            : !isPayload ? "a payload that is not base64url"
            : !StrictBase64Url.TryDecode(jws.Signature, out byte[] _) ? "a signature that is not base64url"
            : _header.Length == 0 ? "a header that is no strict JSON object"
            : _payload.Length == 0 ? "a payload that is no strict JSON object"
            : string.Create(null, $"a header of {header.Length} bytes and a payload of {payload.Length} bytes");
    }

    /// <summary>What form it has, in words.</summary>
    public string Form { get; }

    /// <summary>A member of the header; one that is not there when the header cannot be read.</summary>
    public JsonValue Header(ReadOnlySpan<byte> name) => Find(_header, name);

    /// <summary>A claim; one that is not there when the payload cannot be read.</summary>
    public JsonValue Claim(ReadOnlySpan<byte> name) => Find(_payload, name);

    private static JsonValue Find(ReadOnlySpan<byte> json, scoped ReadOnlySpan<byte> name)
    {
        JsonValue found = default;
        JsonMembers members = new(json);

        // To the end, where the walk gives back what it has pooled.
        while (members.MoveNext())
        {
            if (members.NameEquals(name))
            {
                found = members.Value;
            }
        }

        return found;
    }
}
