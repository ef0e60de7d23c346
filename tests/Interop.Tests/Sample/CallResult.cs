using System.Text.Json;

namespace Verifier.Interop.Tests.Sample;

/// <summary>How a call ended for a client.</summary>
/// <param name="Status">The last answer's status, as the client sees it.</param>
/// <param name="Body">The body of a good answer.</param>
/// <param name="Challenges">What the client read in <c>WWW-Authenticate</c>; null where it has no parser for it or had nothing to read.</param>
/// <param name="Exchanges">Each request that was made for it, in order.</param>
internal sealed record CallResult(int Status, JsonElement? Body, IReadOnlyList<Challenge>? Challenges, IReadOnlyList<Exchange> Exchanges);

/// <summary>A challenge as a client read it; names are in lower case.</summary>
internal sealed record Challenge(string Scheme, IReadOnlyDictionary<string, string> Parameters);

/// <summary>A request to the API: the status of its answer, two of its headers as sent, and the <c>error</c> of the body.</summary>
internal sealed record Exchange(int Status, string? Challenge, string? Nonce, string? Error);
