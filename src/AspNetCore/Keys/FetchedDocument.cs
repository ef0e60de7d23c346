namespace Verifier.AspNetCore.Keys;

/// <summary>What one GET brought.</summary>
/// <param name="Body">The document, when there is no fault.</param>
/// <param name="Fault">Why there is none, in words that begin with the URL; or null.</param>
/// <param name="IsMissing">Whether the server answered that there is nothing for us at this URL, so that looking elsewhere makes sense.</param>
internal readonly record struct FetchedDocument(ReadOnlyMemory<byte> Body, string? Fault, bool IsMissing)
{
    public static FetchedDocument Failed(string fault, bool isMissing = false) => new(default, fault, isMissing);
}
