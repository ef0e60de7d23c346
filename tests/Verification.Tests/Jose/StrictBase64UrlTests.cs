using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

public class StrictBase64UrlTests
{
    [Theory]
    [InlineData("")]
    [InlineData("AA")]
    [InlineData("AAA")]
    [InlineData("AAAA")]
    [InlineData("-_8")]
    public void Strict_text_is_decoded_and_encodes_back(string text)
    {
        Assert.True(TryDecode(text, out byte[] octets));
        Assert.Equal(text, StrictBase64Url.Encode(octets));
    }

    [Fact]
    public void The_example_of_RFC_7515_appendix_C_round_trips()
    {
        Assert.True(TryDecode("A-z_4ME", out byte[] octets));
        Assert.Equal([3, 236, 255, 224, 193], octets);
    }

    [Theory]
    [InlineData("AA==")]
    [InlineData("AAA=")]
    [InlineData("AA=")]
    [InlineData("AAAA====")]
    [InlineData("=")]
    public void Padding_is_refused(string text) => Assert.False(TryDecode(text, out _));

    [Theory]
    [InlineData(" AAAA")]
    [InlineData("AAAA ")]
    [InlineData("AA AA")]
    [InlineData("AA\nAA")]
    [InlineData("AA\tAA")]
    [InlineData("\r\nAAAA")]
    public void White_space_is_refused(string text) => Assert.False(TryDecode(text, out _));

    [Theory]
    [InlineData("AB")]
    [InlineData("A_")]
    [InlineData("AAB")]
    [InlineData("AAC")]
    [InlineData("AA_")]
    [InlineData("AAAAAR")]
    public void Stray_bits_in_the_last_character_are_refused(string text) => Assert.False(TryDecode(text, out _));

    [Theory]
    [InlineData("A")]
    [InlineData("AAAAA")]
    public void A_length_that_no_octets_have_is_refused(string text) => Assert.False(TryDecode(text, out _));

    [Theory]
    [InlineData("AA+A")]
    [InlineData("AA/A")]
    [InlineData("AA.A")]
    [InlineData("AA\0A")]
    [InlineData("AAé")]
    [InlineData("ＡＡＡＡ")]
    public void Characters_outside_the_alphabet_are_refused(string text) => Assert.False(TryDecode(text, out _));

    [Fact]
    public void A_destination_that_is_too_short_is_an_answer_and_no_exception()
    {
        Assert.False(StrictBase64Url.TryDecode("AAAA"u8, new byte[2], out int written));
        Assert.Equal(0, written);
    }

    [Fact]
    public void Any_octets_round_trip() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), octets => TryDecode(StrictBase64Url.Encode(octets), out byte[] back) && back.AsSpan().SequenceEqual(octets))
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Every_text_that_decodes_is_the_only_spelling_of_its_octets()
    {
        // All ASCII texts of two characters, and of three that begin with A: what is taken must encode back to itself.
        byte[] octets = new byte[2];
        int taken = 0;
        for (int i = 0; i < 128 * 128; i++)
        {
            foreach (byte[] text in (byte[][])[[(byte)(i >> 7), (byte)(i & 127)], [(byte)'A', (byte)(i >> 7), (byte)(i & 127)]])
            {
                if (StrictBase64Url.TryDecode(text, octets, out int written))
                {
                    taken++;
                    Assert.Equal(Encoding.ASCII.GetString(text), StrictBase64Url.Encode(octets.AsSpan(0, written)));
                }
            }
        }

        Assert.Equal(256 + (64 * 16), taken);
    }

    private static bool TryDecode(string text, out byte[] octets)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        byte[] room = new byte[StrictBase64Url.DecodedLength(utf8.Length)];
        bool decoded = StrictBase64Url.TryDecode(utf8, room, out int written);
        octets = room[..written];
        return decoded;
    }
}
