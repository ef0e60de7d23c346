using Verifier.Replay;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

/// <summary>
/// The proofs of a history, and who was told "new": the plain truth that a ledger is held against. A proof's time and the life that it names never change, for they
/// are signed.
/// </summary>
internal sealed class SentProofs
{
    private readonly List<ProofUse> _all = [];
    private readonly Dictionary<(ulong Key, UInt128 Proof), UInt128> _acceptedFor = [];

    public int Count => _all.Count;

    public int Accepted => _acceptedFor.Count;

    public ProofUse Add(ProofUse use)
    {
        _all.Add(use);
        return use;
    }

    /// <summary>The same, as one of a key of its own whose client makes the same ids as another.</summary>
    public ProofUse AddWithIdOf(int index, ProofUse use) => Add(use with { Proof = _all[index].Proof, Key = 1000 + (ulong)Count });

    /// <summary>A proof sent before; as the same request or as another, under the policy of now.</summary>
    public ProofUse Again(int index, bool sameRequest, int lifetime, int budget)
    {
        ProofUse use = _all[index] with { Lifetime = lifetime, Budget = budget };
        return sameRequest && _acceptedFor.TryGetValue(Of(use), out UInt128 request) ? use with { Request = request } : use with { Request = NewId() };
    }

    public bool WasAccepted(ProofUse use) => _acceptedFor.ContainsKey(Of(use));

    public int AcceptedOf(Func<ProofUse, bool> which) => _all.Count(use => WasAccepted(use) && which(use));

    /// <summary>Takes note of an answer. Twice "new" for one proof in two requests is what must never happen.</summary>
    public void Note(ProofUse use, Reason answer)
    {
        if (answer is Reason.None && !_acceptedFor.TryAdd(Of(use), use.Request))
        {
            Assert.Equal(_acceptedFor[Of(use)], use.Request);
        }
    }

    private static (ulong Key, UInt128 Proof) Of(ProofUse use) => (use.Key, use.Proof);
}
