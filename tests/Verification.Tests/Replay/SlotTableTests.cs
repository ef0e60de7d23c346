using FsCheck;
using FsCheck.Fluent;
using Verifier.Replay;

namespace Verifier.Tests.Replay;

public sealed class SlotTableTests
{
    [Fact]
    public void It_finds_what_is_there_and_nothing_else_however_it_grew_and_shrank() =>
        Prop.ForAll<int[]>(script =>
        {
            var table = new SlotTable<KeySlot>();
            var model = new Dictionary<ulong, int>();
            foreach (int number in script)
            {
                // Runs of the same step, so that chains split and merge by the hundred and chunks fill and empty.
                ulong first = (ulong)(number & 7) * 1000;
                for (ulong tag = first; tag < first + 700; tag++)
                {
                    if ((number & 8) == 0 && !model.ContainsKey(tag))
                    {
                        model[tag] = table.Add(new KeySlot(tag) { Count = (int)tag });
                    }
                    else if ((number & 8) != 0 && model.Remove(tag, out int slot))
                    {
                        table.Remove(slot);
                    }
                }

                Assert.Equal(model.Count, table.Count);
                for (ulong tag = 0; tag < 8000; tag += 7)
                {
                    Assert.Equal(model.GetValueOrDefault(tag, -1), table.Find(0, tag, 0));
                }
            }

            Assert.All(model, pair => Assert.Equal((int)pair.Key, table[pair.Value].Count));
            Assert.Equal(model.Count, model.Values.Distinct().Count());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void It_tells_the_same_bits_of_different_owners_apart()
    {
        var table = new SlotTable<ProofSlot>();
        int[] slots = [.. Enumerable.Range(0, 5000).Select(owner => table.Add(new ProofSlot(17, 1, owner)))];
        for (int owner = 0; owner < 5000; owner += 2)
        {
            table.Remove(slots[owner]);
        }

        Assert.All(Enumerable.Range(0, 5000), owner => Assert.Equal(owner % 2 == 0 ? -1 : slots[owner], table.Find(owner, 17, 0)));
    }

    [Fact]
    public void It_gives_back_the_memory_of_what_was_removed()
    {
        var table = new SlotTable<KeySlot>();
        long before = table.Bytes;
        int[] slots = [.. Enumerable.Range(0, 200_000).Select(i => table.Add(new KeySlot((ulong)i)))];
        Assert.InRange(table.Bytes, 200_000 * 20, 200_000 * 22);
        foreach (int slot in slots)
        {
            table.Remove(slot);
        }

        Assert.InRange(table.Bytes, 0, before + 40_000);
    }

    [Fact]
    public void A_few_slots_that_stay_do_not_hold_on_to_what_a_burst_needed()
    {
        var table = new SlotTable<KeySlot>();
        var burst = new Queue<int>(Enumerable.Range(0, 100_000).Select(i => table.Add(new KeySlot((ulong)i))));
        var few = new Queue<int>();
        for (int i = 0; burst.Count > 0; i++)
        {
            few.Enqueue(table.Add(new KeySlot((ulong)(1_000_000 + i))));
            if (few.Count > 100)
            {
                table.Remove(few.Dequeue());
            }

            for (int j = 0; j < 10 && burst.Count > 0; j++)
            {
                table.Remove(burst.Dequeue());
            }
        }

        Assert.Equal(100, table.Count);
        Assert.InRange(table.Bytes, 0, 120_000);
    }
}
