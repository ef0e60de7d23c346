namespace Verifier.Explanations;

/// <summary>What a check expected and what it got, in words.</summary>
internal readonly record struct Detail(string? Expected, string? Received);
