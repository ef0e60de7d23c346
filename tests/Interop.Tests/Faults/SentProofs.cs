using System.Collections.Concurrent;

namespace Verifier.Interop.Tests.Faults;

/// <summary>The latest proofs that were sent to one verifier.</summary>
internal sealed class SentProofs
{
    private const int Most = 4000;

    private readonly ConcurrentQueue<SentProof> _sent = new();

    public SentProof Add(ClientRequest request)
    {
        var proof = new SentProof(request);
        _sent.Enqueue(proof);
        while (_sent.Count > Most)
        {
            _ = _sent.TryDequeue(out _);
        }

        return proof;
    }

    /// <summary>The very latest, which a kill is likeliest to have made the verifier forget, and as many of all.</summary>
    public IReadOnlyList<SentProof> Sample(int count)
    {
        var all = _sent.Where(proof => proof.WasTried).ToArray();
        return all.Length == 0 ? [] : [.. all.TakeLast(count).Concat(Random.Shared.GetItems(all, count)).Distinct()];
    }
}
