using Verifier.Replay;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

/// <summary>Three nodes, one store, one shard, and whatever can go wrong between them.</summary>
internal sealed class ShardCluster
{
    private readonly Script _script;
    private readonly bool _clocksJump;
    private readonly bool _recordsGetLost;
    private readonly LifeStore _store = new();
    private readonly ShardNode[] _nodes;
    private readonly List<LifeId> _lives = [default, default];
    private long _time = Now * 1000;

    public ShardCluster(Script script, bool clocksJump, bool recordsGetLost)
    {
        _script = script;
        _clocksJump = clocksJump;
        _recordsGetLost = recordsGetLost;
        _nodes = [.. Enumerable.Range(0, 3).Select(_ => NewNode(script))];
        StoredLife installed = ReplayShard.Install(out byte[] ledger);
        if (script.Next(2) == 0)
        {
            _store.Put(installed, ledger);
        }
        else
        {
            _store.IsNew = true;
        }
    }

    public SentProofs Proofs { get; } = new();

    public int Refused { get; private set; }

    public int TwoLive { get; private set; }

    public int TakenOver { get; private set; }

    public void Step()
    {
        ShardNode node = _nodes[_script.Next(_nodes.Length)];
        switch (_script.Next(32))
        {
            case 0 or 1 or 2:
                Begin(node);
                break;
            case 3 or 4:
                StartWrite(node);
                break;
            case 5 or 6:
                _store.Land(node.Write);
                break;
            case 7 or 8:
                ReportWrite(node);
                break;
            case 9 or 10 or 11 or 12:
                Renew(node);
                break;
            case 13 or 14 or 15 or 16 or 17 or 18:
                Use(node, Proofs.Add(Fresh(node)));
                break;
            case 19 or 20 or 21 or 22 or 23 or 24 when Proofs.Count > 0:
                // The last ones sent, mostly: those that a race is about.
                Use(node, Proofs.Again(Math.Max(0, Proofs.Count - 1 - _script.Next(8)), _script.Next(4) == 0, 300, 100_000));
                break;
            case 25 when Proofs.Count > 0:
                Use(node, Proofs.Again(_script.Next(Math.Min(256, Proofs.Count)), _script.Next(4) == 0, 300, 100_000));
                break;
            case 26 or 27:
                _time += _script.Of(100, 100, 500, 1000, 1000, 2000, 7000, 310_000);
                break;
            case 28:
                Crash(node);
                break;
            case 29:
                Close(node);
                break;
            case 30 or 31:
                Disturb(node);
                break;
        }
    }

    /// <summary>Wall clocks up to a second and a half apart, and monotonic clocks that have nothing to do with each other.</summary>
    private static ShardNode NewNode(Script script) =>
        new() { Offset = script.Of(0, 500, 1000, -500, 0), MonotonicOffset = script.Next(200) * 1_000_003L };

    private void Begin(ShardNode node)
    {
        if (node.Shard is { HasEnded: false } || node.IsPaused)
        {
            return;
        }

        // A migrated ledger comes from another node's memory, and may be stale; a stored one comes with its record.
        byte[]? migrated = _nodes[_script.Next(_nodes.Length)].Exported;
        byte[] ledger = _script.Next(2) == 0 && migrated is not null ? migrated : _store.Ledger;
        bool wasClosed = _store.Record is { IsClosed: true, Number: > 0 };
        Crash(node);
        node.ETag = _store.ETag;
        node.Shard = ReplayShard.Begin(_store.Record, ledger, _store.IsNew, node.Wall(_time), _clocksJump ? _script.Of(2, 0, 60) : 2);
        TakenOver += wasClosed && _lives.Contains(node.Shard.Life) ? 1 : 0;
    }

    private void StartWrite(ShardNode node)
    {
        if (!node.IsPaused && node.Shard is not null && node.Shard.TryStartWrite(node.Wall(_time), node.Monotonic(_time), out StoredLife? record))
        {
            node.Write = new SentWrite(record, [], node.ETag);
            node.Number = record.Number;
        }
    }

    /// <summary>The memory is gone; what was sent may still arrive.</summary>
    private void Crash(ShardNode node)
    {
        _store.Late.AddRange(node.Write is { Landed: null } ? [node.Write] : []);
        node.Shard = null;
        node.Write = null;
        node.IsPaused = false;
    }

    private void ReportWrite(ShardNode node)
    {
        if (node.IsPaused || node.Shard is null)
        {
            return;
        }

        if (node.Shard.NeedsReading)
        {
            node.ETag = _store.ETag;
            node.Shard.Reread(_store.Record);
        }
        else if (node.Write is { } write)
        {
            // Not landed, or the answer lost: unknown. It may land later.
            bool isKnown = write.Landed is not null && _script.Next(5) != 0;
            node.ETag = write.Landed ?? node.ETag;
            node.Shard.EndWrite(!isKnown ? LifeWrite.Unknown : write.Landed >= 0 ? LifeWrite.Stored : LifeWrite.Refused);
            _store.Late.AddRange(write.Landed is null ? [write] : []);
            node.Write = null;
        }
    }

    /// <summary>A renewal in which nothing goes wrong.</summary>
    private void Renew(ShardNode node)
    {
        StartWrite(node);
        _store.Land(node.Write);
        if (!node.IsPaused && node.Shard is not null && node.Write is { Landed: { } landed })
        {
            node.ETag = landed;
            node.Shard.EndWrite(landed >= 0 ? LifeWrite.Stored : LifeWrite.Refused);
            node.Write = null;
        }
    }

    private ProofUse Fresh(ShardNode node)
    {
        long time = node.Wall(_time) + _script.Of<long>(0, 0, 0, -1, 1, 5, 30, 299, 300, 302, -60, -300);
        return New("acme", (ulong)_script.Next(3), time, _script.Of(_lives.TakeLast(6).ToArray()), 300, 100_000);
    }

    private void Use(ShardNode node, ProofUse use)
    {
        if (node.IsPaused || node.Shard is null)
        {
            return;
        }

        ReplayAnswer answer = node.Shard.TryRecord(in use, node.Wall(_time), node.Monotonic(_time));
        Proofs.Note(use, answer.Reason);
        Refused += answer.Reason is Reason.ProofReplayed or Reason.ReplayFence ? 1 : 0;
        if (answer.Reason is Reason.ReplayFence && !_lives.Contains(answer.Life))
        {
            _lives.Add(answer.Life);
        }

        bool isSuperseded = answer.Reason is not Reason.ReplayUnavailable && _store.Record?.Number != node.Number;
        TwoLive += isSuperseded ? 1 : 0;
    }

    private void Close(ShardNode node)
    {
        if (!node.IsPaused && node.Shard is not null && node.Write is null && node.Shard.TryClose(out StoredLife? record, out byte[]? ledger))
        {
            node.Exported = ledger;
            node.Write = new SentWrite(record, _script.Next(2) == 0 ? ledger : [], node.ETag);
        }
    }

    private void Disturb(ShardNode node)
    {
        switch (_script.Next(6))
        {
            case 0 or 4 or 5:
                node.IsPaused = !node.IsPaused && _script.Next(3) == 0;
                break;
            case 1 when _store.Late.Count > 0:
                SentWrite late = _store.Late[_script.Next(Math.Min(256, _store.Late.Count))];
                _ = _store.Late.Remove(late);
                _store.Land(late);
                break;
            case 2 when _clocksJump:
                node.Offset += _script.Of(1, -1, 3, -3, 10, -10, 400, -400, 86400, -86400) * 1000L;
                break;
            case 3 when _clocksJump:
                // A machine that sleeps stops this clock.
                node.MonotonicOffset -= _script.Of(1, 5, 60) * 1000L;
                break;
            case 3 when _recordsGetLost && _script.Next(4) == 0:
                _store.Lose();
                break;
        }
    }
}
