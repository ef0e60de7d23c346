namespace Verifier.Standalone.State;

/// <summary>Why the state cannot be opened, in one sentence for people.</summary>
internal sealed class StateException(string message) : Exception(message);
