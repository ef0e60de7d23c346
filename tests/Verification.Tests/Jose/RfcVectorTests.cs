using System.Text;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

/// <summary>The vectors of RFC 7515 appendix A, 7517 appendix A and 7638 section 3.1, as printed and slightly wrong.</summary>
public class RfcVectorTests
{
    public static TheoryData<string, string> Tokens => new()
    {
        { RfcKeys.Rs256Key, RfcKeys.Rs256Token },
        { RfcKeys.Es256Key, RfcKeys.Es256Token },
        { RfcKeys.Es512Key, RfcKeys.Es512Token },
    };

    [Theory]
    [MemberData(nameof(Tokens))]
    public void The_examples_of_RFC_7515_verify(string jwk, string token) => Assert.True(CompactSignature.IsGood(token, Key(jwk)));

    [Theory]
    [MemberData(nameof(Tokens))]
    public void Cut_short_anywhere_they_do_not(string jwk, string token)
    {
        SignatureKey key = Key(jwk);
        for (int length = 0; length < token.Length; length++)
        {
            Assert.False(CompactSignature.IsGood(token[..length], key));
            Assert.False(CompactSignature.IsGood(token[(length + 1)..], key));
        }
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public void With_one_letter_in_another_case_they_do_not(string jwk, string token)
    {
        SignatureKey key = Key(jwk);
        for (int i = 0; i < token.Length; i++)
        {
            if (char.IsAsciiLetter(token[i]))
            {
                Assert.False(CompactSignature.IsGood(token[..i] + (char)(token[i] ^ 0x20) + token[(i + 1)..], key));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public void Padded_or_spaced_they_do_not(string jwk, string token)
    {
        SignatureKey key = Key(jwk);
        int payload = token.IndexOf('.', StringComparison.Ordinal);
        int signature = token.LastIndexOf('.');
        foreach (string addition in (string[])["=", "==", " ", "\n", "\0", ".", "A", "AAAA", "%3D"])
        {
            foreach (int at in (int[])[0, payload, payload + 1, signature, signature + 1, token.Length])
            {
                Assert.False(CompactSignature.IsGood(token.Insert(at, addition), key));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public void With_a_doubled_member_in_the_header_they_do_not(string jwk, string token)
    {
        string[] segments = token.Split('.');
        byte[] header = new byte[StrictBase64Url.DecodedLength(segments[0].Length)];
        Assert.True(StrictBase64Url.TryDecode(Encoding.ASCII.GetBytes(segments[0]), header, out _));
        string doubled = Encoding.UTF8.GetString(header).Replace("\"alg\":", "\"\\u0061lg\":\"RS256\",\"alg\":", StringComparison.Ordinal);
        segments[0] = StrictBase64Url.Encode(Encoding.UTF8.GetBytes(doubled));
        Assert.False(CompactSignature.IsGood(string.Join('.', segments), Key(jwk)));
    }

    [Theory]
    [MemberData(nameof(Tokens))]
    public void With_any_one_byte_of_a_key_changed_they_do_not(string jwk, string token)
    {
        // Every 7th character keeps it short; what still reads as a key must be another one.
        for (int i = 0; i < jwk.Length; i += 7)
        {
            string changed = jwk[..i] + (jwk[i] == 'A' ? 'B' : 'A') + jwk[(i + 1)..];
            if (PublicJwk.TryRead(Encoding.UTF8.GetBytes(changed), out PublicJwk? read) == JwkFault.None && read!.Thumbprint != Key(jwk).Jwk.Thumbprint)
            {
                Assert.False(CompactSignature.IsGood(token, new SignatureKey(read)));
            }
        }
    }

    [Fact]
    public void The_keys_of_RFC_7517_appendix_A1_are_read()
    {
        Assert.Equal(JwkFault.None, Read(RfcKeys.Rfc7517Rsa, out PublicJwk? rsa));
        Assert.Equal(("RSA", "2011-04-29", "RS256", null, 2048), (rsa!.KeyType, rsa.Kid, rsa.Algorithm, rsa.Use, rsa.ModulusBits));
        Assert.Equal(JwkFault.None, Read(RfcKeys.Rfc7517Ec, out PublicJwk? ec));
        Assert.Equal(("EC", "P-256", "1", null, "enc", 0), (ec!.KeyType, ec.Curve, ec.Kid, ec.Algorithm, ec.Use, ec.ModulusBits));
    }

    [Fact]
    public void The_private_and_symmetric_keys_of_RFC_7517_appendix_A_are_refused_as_such()
    {
        Assert.Equal(JwkFault.Private, Read(RfcKeys.Rfc7517EcPrivate, out _));
        Assert.Equal(JwkFault.Private, Read(RfcKeys.Rfc7517Symmetric, out _));
    }

    [Fact]
    public void The_thumbprint_of_RFC_7638_section_3_1_comes_out()
    {
        Assert.Equal(JwkFault.None, Read(RfcKeys.Rfc7517Rsa, out PublicJwk? jwk));
        Assert.Equal("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", jwk!.Thumbprint);
    }

    private static SignatureKey Key(string jwk)
    {
        Assert.Equal(JwkFault.None, Read(jwk, out PublicJwk? read));
        return new SignatureKey(read!);
    }

    private static JwkFault Read(string jwk, out PublicJwk? read) => PublicJwk.TryRead(Encoding.UTF8.GetBytes(jwk), out read);
}
