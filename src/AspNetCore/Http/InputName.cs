namespace Verifier.AspNetCore.Http;

/// <summary>Names what was not understood, where that can be done without carrying a caller's text into an answer.</summary>
internal static class InputName
{
    private const int MaxLength = 64;

    /// <summary>The name in quotes if it looks like a name, else words for it.</summary>
    public static string Quote(string name)
        => name.Length is > 0 and <= MaxLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') ? $"'{name}'" : "A name that cannot be shown";
}
