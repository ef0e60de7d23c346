namespace Verifier.Grains.Tests;

/// <summary>Lets calls that leave a process come to nothing, while it is told to.</summary>
public sealed class CallCut : IOutgoingGrainCallFilter
{
    private volatile Func<IAddressable, bool>? _isCut;

    /// <summary>How many calls were let through, by the name of their interface and method.</summary>
    public System.Collections.Concurrent.ConcurrentDictionary<string, int> Passed { get; } = new();

    /// <summary>Cuts calls to such grains and observers.</summary>
    public void Cut(Func<IAddressable, bool> isCut) => _isCut = isCut;

    public void Heal() => _isCut = null;

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.Grain is IAddressable callee && _isCut?.Invoke(callee) == true)
        {
            throw new TimeoutException("It is cut off.");
        }

        _ = Passed.AddOrUpdate($"{context.InterfaceName}.{context.MethodName}", 1, (_, count) => count + 1);
        return context.Invoke();
    }
}
