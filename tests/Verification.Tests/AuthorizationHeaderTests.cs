namespace Verifier.Verification.Tests;

public class AuthorizationHeaderTests
{
    [Theory]
    [InlineData("Bearer abc", AuthorizationScheme.Bearer, "abc")]
    [InlineData("bEARER abc", AuthorizationScheme.Bearer, "abc")]
    [InlineData("DPoP a.b.c", AuthorizationScheme.DPoP, "a.b.c")]
    [InlineData("dpop   a.b.c", AuthorizationScheme.DPoP, "a.b.c")]
    [InlineData("Bearer a-._~+/==", AuthorizationScheme.Bearer, "a-._~+/==")]
    public void A_scheme_spaces_and_token68_are_read(string value, object scheme, string token)
    {
        Assert.Equal(Reason.None, AuthorizationHeader.TryRead(HeaderField.From(value), out AuthorizationScheme read, out ReadOnlyMemory<char> text));
        Assert.Equal(scheme, read);
        Assert.Equal(token, text.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" Bearer abc")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer\tabc")]
    [InlineData("Bearer \tabc")]
    [InlineData("Bearer abc ")]
    [InlineData("Bearer abc def")]
    [InlineData("Bearer abc,")]
    [InlineData("Bearer abc, Bearer def")]
    [InlineData("Bearer,abc")]
    [InlineData("Bearer a=b")]
    [InlineData("Bearer =")]
    [InlineData("Bearer \"abc\"")]
    [InlineData("Bearer äbc")]
    [InlineData("Bearer a\u0000b")]
    [InlineData("Bearer a\r\nb")]
    [InlineData("DPoP a:b")]
    [InlineData("Be@rer abc")]
    public void Anything_odd_is_malformed(string value)
        => Assert.Equal(Reason.AuthorizationMalformed, AuthorizationHeader.TryRead(HeaderField.From(value), out _, out _));

    [Theory]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Digest username=\"x\", realm=\"y\"")]
    [InlineData("BearerX abc")]
    [InlineData("Negotiate")]
    public void Another_scheme_is_unknown_not_malformed(string value)
        => Assert.Equal(Reason.AuthorizationSchemeUnknown, AuthorizationHeader.TryRead(HeaderField.From(value), out _, out _));

    [Fact]
    public void Two_headers_are_never_narrowed_to_the_first()
    {
        HeaderField two = HeaderField.From(["Bearer good", "Bearer bad"]);

        Assert.Equal(Reason.AuthorizationMultiple, AuthorizationHeader.TryRead(two, out _, out _));
        Assert.Null(two.Value);
    }

    [Fact]
    public void No_header_is_no_credentials()
        => Assert.Equal(Reason.CredentialsMissing, AuthorizationHeader.TryRead(HeaderField.None, out _, out _));
}
