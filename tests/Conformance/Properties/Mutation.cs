using Verifier.Testing;

namespace Verifier.Conformance.Properties;

/// <summary>One change of a token, good or bad.</summary>
/// <param name="Name">For people.</param>
/// <param name="Change">The change.</param>
internal sealed record Mutation(string Name, Action<TokenSpec> Change);
