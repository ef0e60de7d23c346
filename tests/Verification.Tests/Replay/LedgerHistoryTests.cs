using Verifier.Replay;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

/// <summary>Random histories of one ledger.</summary>
public sealed class LedgerHistoryTests
{
    private static readonly string[] Tenants = ["a", "b", "c"];

    [Fact]
    public void No_history_of_clocks_policies_retries_and_hand_overs_makes_a_proof_new_twice()
    {
        int accepted = 0;
        int replayed = 0;
        Script.Play(1500, 800, script =>
        {
            var history = new History(script);
            while (!script.IsOver)
            {
                history.Step();
            }

            accepted += history.Proofs.Accepted;
            replayed += history.Refused;
        });

        // The histories are about something.
        Assert.True(accepted > 10_000 && replayed > 10_000, $"{accepted} accepted, {replayed} refused");
    }

    [Fact]
    public void While_the_clock_goes_forward_every_answer_is_what_the_rules_say()
    {
        var seen = new int[Enum.GetValues<Reason>().Length];
        Script.Play(1500, 500, script =>
        {
            long now = Now;
            long fence = script.Of(long.MinValue, Now + 50);
            var ledger = new ReplayLedger(fence, 2);
            var model = new NaiveLedger(fence, ledger.Life, 2);
            var proofs = new SentProofs();
            while (!script.IsOver)
            {
                now += script.Of(0, 0, 0, 1, 1, 7, 60, 299);
                int lifetime = script.Of(300, 300, 300, 60, 5, 3600);
                int budget = script.Of(1000, 1000, 40, 4, 1);
                ProofUse made = New(
                    script.Of(Tenants),
                    (ulong)script.Next(4),
                    now + script.Of(0, 0, -1, 10, -60, -300, 302, 303, -303),
                    script.Of(default, default, ledger.Life, LifeId.Create()),
                    lifetime,
                    budget);
                ProofUse use = (proofs.Count > 0 ? script.Next(9) : 9) switch
                {
                    < 3 => proofs.Again(script.Next(proofs.Count), script.Next(2) == 0, lifetime, budget),
                    3 => proofs.AddWithIdOf(script.Next(proofs.Count), made),
                    _ => proofs.Add(made),
                };

                Reason expected = model.Record(use, now);
                Reason actual = ledger.Record(use, now);
                Assert.True(model.Agrees(use, expected, actual), $"{expected} expected, {actual} answered");
                Assert.Equal(model.Live(use.Tenant), ledger.LiveProofs(use.Tenant));
                proofs.Note(use, actual);
                seen[(int)actual]++;
            }
        });

        Assert.All(
            [Reason.None, Reason.ProofReplayed, Reason.ReplayFence, Reason.Overloaded],
            reason => Assert.True(seen[(int)reason] > 500, $"{reason}: {seen[(int)reason]}"));
    }

    /// <summary>One ledger, its clock, its clients and its operators.</summary>
    private sealed class History(Script script)
    {
        private readonly int _clockDifference = 2;
        private readonly List<LifeId> _lives = [default, default, LifeId.Create()];
        private ReplayLedger _ledger = new(script.Of(long.MinValue, Now, Now + 302), 2);
        private long _now = Now;
        private int _lifetime = 300;
        private int _budget = 1000;

        public SentProofs Proofs { get; } = new();

        public int Refused { get; private set; }

        public void Step()
        {
            switch (script.Next(14))
            {
                case 0 or 1 or 2:
                    _ = Send(Proofs.Add(Fresh(script.Of(_lives.ToArray()), script.Of<long>(0, 0, 0, -1, 1, 30, -60, -299, 302))));
                    break;
                case 3 or 4 or 5 or 6 when Proofs.Count > 0:
                    _ = Send(Proofs.Again(script.Next(Math.Min(256, Proofs.Count)), script.Next(3) == 0, _lifetime, _budget));
                    break;
                case 7:
                    GetThroughWithANonce();
                    break;
                case 8:
                    _now += script.Of<long>(1, 1, 2, 30, 61, 299, 304, 3700, 86400, 100_000_000);
                    break;
                case 9:
                    _now -= script.Of<long>(1, 2, 3, 4, 30, 61, 299, 304, 700, 3700, 86400, 100_000_000);
                    break;
                case 10:
                    _lifetime = script.Of(1, 5, 60, 300, 3600);
                    break;
                case 11:
                    _budget = script.Of(1000, 100, 8, 2);
                    break;
                case 12:
                    _ = _ledger.Sweep(_now, script.Of(1, 2, 5, 100));
                    break;
                case 13:
                    HandOver();
                    break;
            }
        }

        private ProofUse Fresh(LifeId life, long offset) => New(script.Of(Tenants), (ulong)script.Next(5), _now + offset, life, _lifetime, _budget);

        private ReplayAnswer Send(ProofUse use)
        {
            ReplayAnswer answer = _ledger.TryRecord(in use, _now);
            Proofs.Note(use, answer.Reason);
            Refused += answer.Reason is Reason.None ? 0 : 1;
            Assert.Equal(answer.Reason is Reason.ReplayFence, !answer.Life.IsNone);
            if (answer.Reason is Reason.ReplayFence)
            {
                Assert.Equal(_ledger.Life, answer.Life);
                if (!_lives.Contains(answer.Life))
                {
                    _lives.Add(answer.Life);
                }
            }

            // Overloaded has a reason: neither expired proofs nor other tenants are among it.
            if (answer.Reason is Reason.Overloaded)
            {
                int ofTenant = Proofs.AcceptedOf(sent => sent.Tenant == use.Tenant);
                int ofKey = Proofs.AcceptedOf(sent => sent.Key == use.Key);
                Assert.True(ofTenant >= _budget || (ofTenant >= _budget / 2 && ofKey >= Math.Max(1, _budget / 16)));
                Assert.True(_ledger.LiveProofs(use.Tenant) >= _budget / 2);
            }

            return answer;
        }

        /// <summary>A client that is fenced gets through with the nonce it was given, at once, unless its tenant is full.</summary>
        private void GetThroughWithANonce()
        {
            ReplayAnswer first = Send(Proofs.Add(Fresh(default, 0)));
            if (first.Reason is Reason.ReplayFence)
            {
                ProofUse second = Proofs.Add(Fresh(first.Life, 0));
                Assert.True(Send(second).Reason is Reason.None or Reason.Overloaded);
                if (_ledger.LiveProofs(second.Tenant) < _budget / 2)
                {
                    Assert.Equal(Reason.None, Send(Proofs.Add(Fresh(first.Life, 0) with { Tenant = second.Tenant })).Reason);
                }
            }
        }

        private void HandOver()
        {
            var seal = LifeId.Create();
            Assert.True(_ledger.TryExport(seal, out byte[]? image));
            Assert.True(ReplayLedger.TryImport(image, seal, _clockDifference, out ReplayLedger? next));
            Assert.All(Tenants, tenant => Assert.Equal(_ledger.LiveProofs(tenant), next.LiveProofs(tenant)));
            _ledger = next;
        }
    }
}
