namespace Verifier.AspNetCore.InProcess;

/// <summary>Something that has to be done before this process can decide.</summary>
internal interface IReadinessPart
{
    /// <summary>Whether it is done.</summary>
    bool IsReady { get; }
}
