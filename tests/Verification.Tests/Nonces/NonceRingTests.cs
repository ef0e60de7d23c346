using System.Buffers.Text;
using FsCheck;
using FsCheck.Fluent;
using Verifier.Nonces;
using Verifier.Replay;

namespace Verifier.Tests.Nonces;

public sealed class NonceRingTests
{
    private const long Now = 1_700_000_000;
    private const long Day = 86400;

    private readonly NonceRing _ring = NonceRing.Create(Now - 1000);

    [Fact]
    public void A_nonce_says_its_second_and_the_life_it_names() =>
        Prop.ForAll<PositiveInt, ulong, ulong>((second, high, low) =>
        {
            var life = new LifeId(new UInt128(high, low));
            string nonce = _ring.Mint("acme", second.Get, life);
            Assert.Equal(life.IsNone ? 35 : 56, nonce.Length);
            Assert.True(_ring.TryRead("acme", nonce, out NonceClaims claims));
            Assert.Equal(new NonceClaims(second.Get, life), claims);
            Assert.All(nonce, c => Assert.True(char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(2_000_000_000));

    [Fact]
    public void A_nonce_without_a_life_names_none()
    {
        Assert.True(_ring.TryRead("acme", _ring.Mint("acme", Now), out NonceClaims claims));
        Assert.Equal(new NonceClaims(Now, default), claims);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_changed_bit_is_refused(bool named)
    {
        string nonce = _ring.Mint("acme", Now, named ? LifeId.Create() : default);
        byte[] bytes = Base64Url.DecodeFromChars(nonce);
        for (int i = 0; i < bytes.Length * 8; i++)
        {
            bytes[i / 8] ^= (byte)(1 << (i % 8));
            Assert.False(_ring.TryRead("acme", Base64Url.EncodeToString(bytes), out NonceClaims claims));
            Assert.Equal(default, claims);
            bytes[i / 8] ^= (byte)(1 << (i % 8));
        }

        Assert.True(_ring.TryRead("acme", Base64Url.EncodeToString(bytes), out _));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_changed_character_is_refused(bool named)
    {
        string nonce = _ring.Mint("acme", Now, named ? LifeId.Create() : default);
        for (int i = 0; i < nonce.Length; i++)
        {
            // Among them are the stray bits of the last character, and the other alphabet.
            foreach (char other in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \t\r\n.,\0é\uD800".Where(c => c != nonce[i]))
            {
                char[] changed = nonce.ToCharArray();
                changed[i] = other;
                Assert.False(_ring.TryRead("acme", changed, out _));
            }
        }
    }

    [Fact]
    public void Any_other_length_is_refused()
    {
        foreach (string nonce in new[] { _ring.Mint("acme", Now), _ring.Mint("acme", Now, LifeId.Create()) })
        {
            for (int length = 0; length < nonce.Length; length++)
            {
                Assert.False(_ring.TryRead("acme", nonce.AsSpan(0, length), out _));
                Assert.False(_ring.TryRead("acme", nonce.AsSpan(nonce.Length - length), out _));
            }

            foreach (string added in new[] { "A", "=", "==", " ", "\n", nonce, new string('A', 1_000_000) })
            {
                Assert.False(_ring.TryRead("acme", nonce + added, out _));
                Assert.False(_ring.TryRead("acme", added + nonce, out _));
            }
        }
    }

    [Fact]
    public void A_nonce_with_white_space_within_its_length_is_refused()
    {
        // The platform's decoder skips white space: 33 characters and two spaces must not pass for 35.
        string nonce = _ring.Mint("acme", Now, LifeId.Create());
        Assert.False(_ring.TryRead("acme", nonce[..31] + "  " + nonce[31..33], out _));
        Assert.False(_ring.TryRead("acme", nonce[..52] + "    ", out _));
        Assert.False(_ring.TryRead("acme", nonce[..^1] + " ", out _));
    }

    [Theory]
    [InlineData("other")]
    [InlineData("ACME")]
    [InlineData("acm")]
    [InlineData("acme\0")]
    [InlineData("")]
    public void Another_tenants_nonce_is_refused(string tenant)
    {
        Assert.False(_ring.TryRead(tenant, _ring.Mint("acme", Now), out _));
        Assert.False(_ring.TryRead("acme", _ring.Mint(tenant, Now), out _));
    }

    [Fact]
    public void A_nonce_is_not_one_of_a_tenant_whose_name_contains_part_of_it()
    {
        // Without the length of the tenant's name under the MAC, these two would be MACs of the same bytes: name, version, secret, second, life.
        const long second = 0x20202020;
        byte[] life = [.. "abcdef"u8, 1, 0, 0, 0, 0, 0, 0x20, 0x20, 0x20, 0x20];
        string named = _ring.Mint("acme", second, new LifeId(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(life)));
        byte[] bytes = Base64Url.DecodeFromChars(named);
        string longer = "acme" + System.Text.Encoding.UTF8.GetString(bytes, 0, 16);
        string moved = Base64Url.EncodeToString(bytes.AsSpan(16));

        Assert.Equal(_ring.Mint(longer, second)[..13], moved[..13]);
        Assert.False(_ring.TryRead(longer, moved, out _));
    }

    [Fact]
    public void A_nonce_made_of_anything_is_refused() =>
        Prop.ForAll<byte[]>(noise =>
        {
            byte[] bytes = [.. noise, .. new byte[42]];
            Assert.False(_ring.TryRead("acme", Base64Url.EncodeToString(bytes.AsSpan(0, 26)), out _));
            Assert.False(_ring.TryRead("acme", Base64Url.EncodeToString(bytes.AsSpan(0, 42)), out _));
            Assert.False(_ring.TryRead("acme", System.Text.Encoding.Latin1.GetString(bytes, 0, 35), out _));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_ring_with_other_secrets_refuses_the_nonce() =>
        Assert.False(NonceRing.Create(Now - 1000).TryRead("acme", _ring.Mint("acme", Now), out _));

    [Fact]
    public void Reading_allocates_nothing()
    {
        string nonce = _ring.Mint("acme", Now, LifeId.Create());
        string broken = nonce[..^1] + (nonce[^1] == 'A' ? 'B' : 'A');
        bool read = _ring.TryRead("acme", nonce, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            read &= _ring.TryRead("acme", nonce, out _);
            read &= !_ring.TryRead("acme", broken, out _);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(read);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(253402300800)]
    public void A_time_out_of_range_is_not_minted(long now) => Assert.Throws<ArgumentOutOfRangeException>(() => _ring.Mint("acme", now));

    [Fact]
    public void An_absurd_tenant_is_neither_minted_for_nor_read()
    {
        string longest = new('a', 256);
        Assert.True(_ring.TryRead(longest, _ring.Mint(longest, Now), out _));
        Assert.Throws<ArgumentException>(() => _ring.Mint(longest + "a", Now));
        Assert.False(_ring.TryRead(longest + "a", _ring.Mint(longest, Now), out _));
    }

    [Fact]
    public void A_ring_rotates_daily()
    {
        NonceRing ring = NonceRing.Create(Now);
        Assert.False(ring.RotationDue(Now + Day - 1));
        Assert.True(ring.RotationDue(Now + Day));
        Assert.False(ring.Rotate(Now + Day).RotationDue(Now + Day));
    }

    [Fact]
    public void A_ring_made_by_a_clock_a_day_ahead_rotates_at_once() => Assert.True(NonceRing.Create(Now + Day).RotationDue(Now));

    [Fact]
    public void A_nonce_outlives_its_secrets_rotation_until_it_is_too_old()
    {
        NonceRing before = NonceRing.Create(Now);
        NonceRing after = before.Rotate(Now + Day);

        // Until the new secret was announced, everybody mints under the old one: who has not heard of the new one can read it.
        string late = after.Mint("acme", Now + Day + 59);
        Assert.True(before.TryRead("acme", late, out _));
        string later = after.Mint("acme", Now + Day + 60);
        Assert.False(before.TryRead("acme", later, out _));
        Assert.True(after.TryRead("acme", later, out _));

        // A rotation soon after keeps it; one a day later does not.
        Assert.True(after.Rotate(Now + Day + 59 + NonceRing.MaxAge).TryRead("acme", late, out _));
        NonceRing nextDay = after.Rotate(Now + Day + Day);
        Assert.False(nextDay.TryRead("acme", late, out _));
        Assert.True(nextDay.TryRead("acme", later, out _));
    }

    [Fact]
    public void Rotating_in_a_hurry_keeps_a_bounded_number_of_secrets()
    {
        NonceRing ring = NonceRing.Create(Now);
        string first = ring.Mint("acme", Now);
        for (int i = 1; i <= 1000; i++)
        {
            ring = ring.Rotate(Now + i);
            Assert.True(ring.Secrets.Count <= NonceRing.MaxSecrets);
            Assert.Equal(ring.Secrets.Count, ring.Secrets.Select(secret => secret.Id).Distinct().Count());
            Assert.Equal(i <= 3, ring.TryRead("acme", first, out _));
            Assert.True(ring.TryRead("acme", ring.Mint("acme", Now + i), out _));
        }
    }

    [Fact]
    public void Rotating_changes_no_ring()
    {
        string nonce = _ring.Mint("acme", Now);
        _ = _ring.Rotate(Now).Rotate(Now).Rotate(Now).Rotate(Now);
        Assert.Single(_ring.Secrets);
        Assert.True(_ring.TryRead("acme", nonce, out _));
    }

    [Fact]
    public void A_ring_of_the_same_secrets_reads_the_same_nonces()
    {
        NonceRing ring = NonceRing.Create(Now).Rotate(Now + Day);
        NonceRing copy = NonceRing.Of(ring.Secrets);
        foreach (long when in new[] { Now + Day, Now + Day + 100 })
        {
            Assert.True(copy.TryRead("acme", ring.Mint("acme", when), out _));
            Assert.Equal(ring.Mint("acme", when), copy.Mint("acme", when));
        }
    }

    [Fact]
    public void A_ring_keeps_its_own_copy_of_the_secrets()
    {
        byte[] bytes = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        NonceRing ring = NonceRing.Of([new NonceSecret(0, bytes, Now)]);
        string nonce = ring.Mint("acme", Now);
        Array.Clear(bytes);
        Assert.True(ring.TryRead("acme", nonce, out _));
    }

    [Fact]
    public void Secrets_that_make_no_ring_are_refused()
    {
        NonceSecret good = new(1, new byte[32], Now);
        NonceSecret[] five = [.. Enumerable.Range(0, 5).Select(i => new NonceSecret((byte)i, new byte[32], Now))];
        foreach (NonceSecret[] secrets in new NonceSecret[][] { [], [good, good], [new(1, new byte[31], Now)], five })
        {
            Assert.Throws<ArgumentException>(() => NonceRing.Of(secrets));
        }
    }

    [Fact]
    public void No_secret_is_ever_shown()
    {
        byte[] bytes = [.. Enumerable.Repeat((byte)0xAB, 32)];
        NonceRing ring = NonceRing.Of([new NonceSecret(3, bytes, Now)]);
        foreach (string shown in new[] { ring.ToString(), ring.Secrets[0].ToString() })
        {
            Assert.DoesNotContain("AB", shown, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("171", shown, StringComparison.Ordinal);
        }
    }
}
