using System.Text;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

public class CompactJwsTests
{
    [Fact]
    public void Three_segments_are_header_payload_and_signature()
    {
        Assert.True(CompactJws.TryRead("he.pay.sig"u8, out CompactJws jws));
        Assert.Equal("he", Encoding.ASCII.GetString(jws.Header));
        Assert.Equal("pay", Encoding.ASCII.GetString(jws.Payload));
        Assert.Equal("sig", Encoding.ASCII.GetString(jws.Signature));
        Assert.Equal("he.pay", Encoding.ASCII.GetString(jws.SigningInput));
    }

    [Fact]
    public void An_empty_signature_is_a_segment_that_no_key_has_made()
    {
        Assert.True(CompactJws.TryRead("he.pay."u8, out CompactJws jws));
        Assert.True(jws.Signature.IsEmpty);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("he")]
    [InlineData("he.pay")]
    [InlineData(".pay.sig")]
    [InlineData("he..sig")]
    [InlineData("he.pay.sig.")]
    [InlineData("he.pay..sig")]
    [InlineData("he.key.iv.text.tag")]
    public void Any_other_number_of_segments_or_an_empty_one_is_refused(string text) =>
        Assert.False(CompactJws.TryRead(Encoding.ASCII.GetBytes(text), out _));
}
