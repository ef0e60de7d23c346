namespace Verifier.Tests.Replay;

/// <summary>Random histories of one shard with several holders: crashes, pauses, lost and late writes, hand-overs, clocks that differ and jump.</summary>
public sealed class ShardHistoryTests
{
    [Fact]
    public void No_history_of_holders_makes_a_proof_new_twice_whatever_their_clocks_do() => Play(clocksJump: true, recordsGetLost: false);

    [Fact]
    public void Nor_does_one_in_which_records_get_lost_while_clocks_keep_together() => Play(clocksJump: false, recordsGetLost: true);

    private static void Play(bool clocksJump, bool recordsGetLost)
    {
        int accepted = 0;
        int refused = 0;
        int twoLive = 0;
        int takenOver = 0;
        Script.Play(1500, 4000, script =>
        {
            var cluster = new ShardCluster(script, clocksJump, recordsGetLost);
            while (!script.IsOver)
            {
                cluster.Step();
            }

            accepted += cluster.Proofs.Accepted;
            refused += cluster.Refused;
            twoLive += cluster.TwoLive;
            takenOver += cluster.TakenOver;
        });

        // The histories are about something: holders side by side and ledgers handed over are among them.
        Assert.True(
            accepted > 3000 && refused > 10_000 && twoLive > 1000 && takenOver > 200,
            $"{accepted} accepted, {refused} refused, {twoLive} answers beside another holder, {takenOver} taken over");
    }
}
