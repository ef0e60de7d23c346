using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Verifier.Replay;
using static Verifier.Tests.Replay.Uses;

namespace Verifier.Tests.Replay;

public sealed class LedgerImageTests
{
    private readonly LifeId _seal = LifeId.Create();
    private readonly ReplayLedger _ledger = new(Now - 100);
    private readonly List<ProofUse> _uses = [];

    public LedgerImageTests()
    {
        for (int i = 0; i < 300; i++)
        {
            ProofUse use = New(i % 2 == 0 ? "acme" : "other", (ulong)(i % 5), Now - 99 + (i / 3), lifetime: 100 + (i % 2));
            Assert.Equal(Reason.None, _ledger.Record(use));
            _uses.Add(use);
        }
    }

    [Fact]
    public void An_imported_ledger_answers_as_the_exported_one_did()
    {
        ReplayLedger read = Import(Export(_ledger));
        Assert.Equal(_ledger.Life, read.Life);
        Assert.Equal(_ledger.LiveProofs("acme"), read.LiveProofs("acme"));
        Assert.All(_uses, use => Assert.Equal(Reason.ProofReplayed, read.Record(use.Again())));
        Assert.All(_uses, use => Assert.Equal(Reason.None, read.Record(use)));
        Assert.Equal(Reason.ReplayFence, read.Record(New(time: Now - 100, lifetime: 3600)));
        Assert.Equal(Reason.ReplayFence, read.Record(New("third", time: Now - 100, lifetime: 3600)));
        Assert.Equal(Reason.None, read.Record(New("third", time: Now - 99, lifetime: 3600)));
        Assert.Equal(Reason.None, read.Record(New(life: read.Life)));
    }

    [Fact]
    public void Expired_proofs_are_left_out_and_stay_fenced()
    {
        ProofUse gone = _uses[0];
        Assert.Equal(Reason.None, _ledger.Record(New(time: Now + 60, lifetime: 100), Now + 60));
        ReplayLedger read = Import(Export(_ledger));
        Assert.Equal(_ledger.LiveProofs("acme"), read.LiveProofs("acme"));
        Assert.Equal(Reason.ReplayFence, read.Record(gone.Again() with { Lifetime = 3600 }, Now + 60));
    }

    [Fact]
    public void A_clock_set_back_is_noticed_across_the_hand_over()
    {
        ReplayLedger read = Import(Export(_ledger));
        LifeId life = read.Life;
        Assert.All(_uses, use => Assert.NotEqual(Reason.None, read.Record(use.Again(), Now - 5000)));
        Assert.NotEqual(life, read.Life);
    }

    [Fact]
    public void Keys_keep_their_shares()
    {
        ReplayLedger read = Import(Export(_ledger));
        Assert.Equal(Reason.Overloaded, read.Record(New(key: 1, budget: 300)));
        Assert.Equal(Reason.None, read.Record(New(key: 77, budget: 300)));
    }

    [Fact]
    public void Another_seal_is_refused()
    {
        Assert.True(_ledger.TryExport(_seal, out byte[]? image));
        Assert.False(ReplayLedger.TryImport(image, LifeId.Create(), 2, out _));
        Assert.False(ReplayLedger.TryImport(image, default, 2, out _));
    }

    [Fact]
    public void Any_damaged_bit_any_missing_and_any_added_byte_is_refused()
    {
        byte[] image = Export(_ledger);
        for (int i = 0; i < image.Length * 8; i += 5)
        {
            image[i / 8] ^= (byte)(1 << (i % 8));
            Assert.False(ReplayLedger.TryImport(image, _seal, 2, out _));
            image[i / 8] ^= (byte)(1 << (i % 8));
        }

        Assert.False(ReplayLedger.TryImport([.. image, 0], _seal, 2, out _));
        for (int length = 0; length < image.Length; length += 13)
        {
            Assert.False(ReplayLedger.TryImport(image.AsSpan(0, length), _seal, 2, out _));
        }
    }

    [Fact]
    public void Nonsense_under_a_right_digest_is_refused_or_harmless_and_never_throws()
    {
        byte[] image = Export(_ledger);
        Prop.ForAll<NonNegativeInt, byte>((where, value) =>
        {
            byte[] changed = [.. image];
            changed[where.Get * 37 % (image.Length - 32)] = value;
            SHA256.HashData(changed.AsSpan(0, changed.Length - 32), changed.AsSpan(changed.Length - 32));
            _ = ReplayLedger.TryImport(changed, _seal, 2, out _);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(100_000));
    }

    [Fact]
    public void An_image_of_another_version_is_refused_because_its_proofs_have_other_numbers()
    {
        byte[] image = Export(_ledger);
        Assert.Equal(2, image[7]);
        image[7] = 1;
        SHA256.HashData(image.AsSpan(0, image.Length - 32), image.AsSpan(image.Length - 32));
        Assert.False(ReplayLedger.TryImport(image, _seal, 2, out _));
    }

    [Fact]
    public void A_proof_or_a_tenant_that_comes_twice_is_refused()
    {
        var one = new ReplayLedger(long.MinValue);
        Assert.Equal(Reason.None, one.Record(New(time: Now)));
        Assert.Equal(Reason.None, one.Record(New(time: Now)));
        Assert.True(one.TryExport(_seal, out byte[]? image));
        int proofs = image.Length - 32 - 64;
        image.AsSpan(proofs, 32).CopyTo(image.AsSpan(proofs + 32));
        SHA256.HashData(image.AsSpan(0, image.Length - 32), image.AsSpan(image.Length - 32));
        Assert.False(ReplayLedger.TryImport(image, _seal, 2, out _));

        var two = new ReplayLedger(long.MinValue);
        Assert.Equal(Reason.None, two.Record(New("a")));
        Assert.Equal(Reason.None, two.Record(New("b")));
        Assert.True(two.TryExport(_seal, out image));
        image[Array.LastIndexOf(image, (byte)'b', image.Length - 33 - 32)] = (byte)'a';
        SHA256.HashData(image.AsSpan(0, image.Length - 32), image.AsSpan(image.Length - 32));
        Assert.False(ReplayLedger.TryImport(image, _seal, 2, out _));
    }

    [Theory]
    [InlineData(Now + 2)]
    [InlineData(Now + 3)]
    [InlineData(0)]
    public void Seconds_out_of_order_or_below_the_floor_are_refused(long time)
    {
        var ledger = new ReplayLedger(long.MinValue);
        Assert.Equal(Reason.None, ledger.Record(New(time: Now)));
        Assert.Equal(Reason.None, ledger.Record(New(time: Now + 2)));
        Assert.True(ledger.TryExport(_seal, out byte[]? image));
        int at = image.AsSpan().LastIndexOf(BitConverter.GetBytes(Now).Concat(BitConverter.GetBytes(1)).ToArray());
        Assert.True(BitConverter.TryWriteBytes(image.AsSpan(at), time));
        SHA256.HashData(image.AsSpan(0, image.Length - 32), image.AsSpan(image.Length - 32));
        Assert.False(ReplayLedger.TryImport(image, _seal, 2, out _));
    }

    [Fact]
    public void An_empty_ledger_is_handed_over_too()
    {
        ReplayLedger read = Import(Export(new ReplayLedger(long.MinValue)));
        Assert.Equal(Reason.None, read.Record(New()));
    }

    private byte[] Export(ReplayLedger ledger)
    {
        Assert.True(ledger.TryExport(_seal, out byte[]? image));
        return image;
    }

    private ReplayLedger Import(byte[] image)
    {
        Assert.True(ReplayLedger.TryImport(image, _seal, 2, out ReplayLedger? ledger));
        return ledger;
    }
}
