using Microsoft.AspNetCore.Http;

namespace Verifier.AspNetCore.Http;

/// <summary>The headers of RFC 9449, and what a browser needs to let a script read them (section 8.2).</summary>
internal static class DPoPHeaders
{
    public const string Proof = "DPoP";
    public const string Nonce = "DPoP-Nonce";

    private static readonly string[] Exposed = [Nonce, "WWW-Authenticate"];

    /// <summary>As one value, where there is nothing else to expose.</summary>
    public static string ExposedList { get; } = string.Join(", ", Exposed);

    public static void SendNonce(IHeaderDictionary headers, string nonce)
    {
        headers[Nonce] = nonce;
        Expose(headers);
    }

    /// <summary>Adds what scripts must see to what they may see already.</summary>
    public static void Expose(IHeaderDictionary headers)
    {
        // A "*" does not stand for all where credentials are sent along, so the names are added to it too.
        string[] present = headers.GetCommaSeparatedValues("Access-Control-Expose-Headers");
        headers.AccessControlExposeHeaders = present.Length == 0 ? ExposedList : string.Join(", ", present.Union(Exposed, StringComparer.OrdinalIgnoreCase));
    }
}
