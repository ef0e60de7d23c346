using System.Text.Json;

namespace Verifier.Interop.Tests;

/// <summary>An answer of <c>/v1/verify</c>.</summary>
internal sealed record Judgement(
    bool Allowed,
    string? Scheme,
    string? Issuer,
    string? Subject,
    string? ClientId,
    IReadOnlyList<string>? Scopes,
    JsonElement Claims,
    string? Jkt,
    int? Status,
    string? Error,
    string? Reason,
    IReadOnlyDictionary<string, string[]>? Headers)
{
    /// <summary>The values of a header to send on; empty when there is none.</summary>
    public string[] Header(string name) => Headers?.GetValueOrDefault(name) ?? [];
}
