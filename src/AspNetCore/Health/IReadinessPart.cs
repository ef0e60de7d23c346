namespace Verifier.AspNetCore.Health;

/// <summary>Something that this process cannot decide without; <c>/readyz</c> answers 503 until all among the services are ready.</summary>
internal interface IReadinessPart
{
    /// <summary>Whether it is there by now, and still is.</summary>
    bool IsReady { get; }
}
