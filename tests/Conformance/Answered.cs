using System.Text.Json.Nodes;

namespace Verifier.Conformance;

/// <summary>The verifier's answer, in the shape of the HTTP contract.</summary>
/// <param name="Body">The answer of <c>POST /v1/verify</c>.</param>
public sealed record Answered(JsonObject Body)
{
    /// <summary>What <see cref="Outcome"/> says of an allowed request.</summary>
    public const string Yes = "allowed";

    public bool Allowed => (bool)Body["allowed"]!;

    /// <summary>The reason's code, or <see cref="Yes"/>: what most tests compare, because it shows in their failures.</summary>
    public string Outcome => Allowed ? Yes : (string)Body["reason"]!;

    public int Status => Allowed ? 200 : (int)Body["status"]!;

    public string? Error => (string?)Body["error"];

    public string? Description => (string?)Body["errorDescription"];

    public IReadOnlyList<string> Challenges => Header("WWW-Authenticate");

    public string? Nonce => Header("DPoP-Nonce").SingleOrDefault();

    public string? RetryAfter => Header("Retry-After").SingleOrDefault();

    /// <summary>The values of one header, none when it is not sent.</summary>
    public IReadOnlyList<string> Header(string name) => [.. Body["headers"]?[name]?.AsArray().Select(value => (string)value!) ?? []];

    /// <summary>A member that is a list of strings.</summary>
    public IReadOnlyList<string> List(string name) => [.. Body[name]!.AsArray().Select(value => (string)value!)];

    /// <summary>All that goes to the client of a refused request.</summary>
    public string Sent => $"{Error}\n{Description}\n{Body["headers"]?.ToJsonString()}";

    public override string ToString() => Body.ToJsonString();
}
