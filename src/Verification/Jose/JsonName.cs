namespace Verifier.Jose;

/// <summary>A member's name, still in place.</summary>
internal readonly ref struct JsonName(ReadOnlySpan<byte> raw, bool isEscaped)
{
    /// <summary>Its text as it stands, without quotes.</summary>
    public ReadOnlySpan<byte> Raw { get; } = raw;

    /// <summary>Whether it means this text.</summary>
    public bool Means(ReadOnlySpan<byte> text) => isEscaped ? JsonText.Means(Raw, text) : Raw.SequenceEqual(text);
}
