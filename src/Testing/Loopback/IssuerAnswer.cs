using System.Text.Json.Nodes;

namespace Verifier.Testing;

/// <summary>The right answer of an endpoint, before any fault spoils it.</summary>
internal sealed record IssuerAnswer(int Status, JsonObject Body)
{
    /// <summary>Header fields beyond the content type.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
