using System.Collections.Concurrent;
using System.Diagnostics;

namespace Verifier.Cluster.Tests.Load;

/// <summary>All proofs of a run and what became of them.</summary>
internal sealed class ProofBook
{
    private readonly ConcurrentQueue<SentProof> _proofs = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private int _sendings;
    private int _requests;
    private int _through;
    private int _slowest;

    public IReadOnlyCollection<SentProof> Proofs => _proofs;

    /// <summary>What must not happen and did.</summary>
    public IReadOnlyCollection<string> Faults => _faults;

    public int Requests => Volatile.Read(ref _requests);

    public int Count(string reason) => _reasons.GetValueOrDefault(reason);

    public void Add(SentProof proof) => _proofs.Enqueue(proof);

    public void Fault(string fault) => _faults.Enqueue($"after {_watch.Elapsed.TotalSeconds:0.0} s: {fault}");

    public void Take(SentProof proof, ProofAnswer answer)
    {
        _ = Interlocked.Increment(ref _sendings);
        _ = _reasons.AddOrUpdate(answer.Reason, 1, (_, count) => count + 1);
        if (answer.Kind is AnswerKind.Allowed)
        {
            proof.Allow();
            if (proof.Allowed > 1)
            {
                Fault($"A proof was allowed {proof.Allowed} times.");
            }
        }
        else if (answer.Kind is AnswerKind.Refused)
        {
            Fault($"A good proof was refused: {answer.Reason}.");
        }
    }

    public void Begin() => Interlocked.Increment(ref _requests);

    public void GotThrough(long milliseconds)
    {
        _ = Interlocked.Increment(ref _through);
        int took = (int)milliseconds;
        for (int slowest = Volatile.Read(ref _slowest); took > slowest; slowest = Volatile.Read(ref _slowest))
        {
            _ = Interlocked.CompareExchange(ref _slowest, took, slowest);
        }
    }

    /// <summary>The run in figures.</summary>
    public override string ToString()
    {
        SentProof[] proofs = [.. _proofs];
        string answers = string.Join(", ", _reasons.OrderByDescending(reason => reason.Value).Select(reason => $"{reason.Value} {reason.Key}"));
        return FormattableString.Invariant(
            $"{_watch.Elapsed.TotalSeconds:0.0} s: {_requests} requests, {_through} got through, the slowest after {_slowest} ms; {proofs.Length} proofs, {proofs.Count(proof => proof.Allowed > 0)} allowed, {proofs.Count(proof => proof.Allowed > 1)} more than once; {_sendings} sendings: {answers}");
    }
}
