namespace Verifier.Conformance.DPoP;

/// <summary>The <c>htu</c> names the request's URL: RFC 3986 sections 6.2.2 and 6.2.3, and not one bit more (RFC 9449 section 4.3, check 9).</summary>
public abstract class ProofUrlSuite(Stage stage) : VerifierSuite(stage)
{
    [Fact]
    public async Task What_RFC_3986_calls_the_same_passes()
    {
        Scene scene = await World.SceneAsync();
        (string Url, string Htu)[] same =
        [
            ("https://api.test/a", "https://api.test/a"),
            ("https://api.test/a", "HTTPS://API.TEST/a"),
            ("https://api.test/a", "https://api.test:443/a"),
            ("https://api.test:443/a", "https://api.test/a"),
            ("https://api.test/a", "https://api.test:/a"),
            ("http://api.test/a", "http://api.test:80/a"),
            ("https://api.test", "https://api.test/"),
            ("https://api.test/", "https://api.test"),
            ("https://api.test/a?x=1", "https://api.test/a"),
            ("https://api.test/a", "https://api.test/a?x=1#y"),
            ("https://api.test/a?x=1", "https://api.test/a?y=2"),
            ("https://api.test/~a", "https://api.test/%7Ea"),
            ("https://api.test/%7ea", "https://api.test/~a"),
            ("https://api.test/a%2fb", "https://api.test/a%2Fb"),
            ("https://api.test/a/./b", "https://api.test/a/b"),
            ("https://api.test/a/../b", "https://api.test/b"),
            ("https://api.test/%61/%2e%2E/b", "https://api.test/b"),
            ("https://[::1]/a", "https://[0:0:0:0:0:0:0:1]/a"),
            ("https://api.test/a;b=c,d", "https://api.test/a;b=c,d"),
        ];
        await AllAsync(Allowed, same, one => AskAsync(scene, one.Url, one.Htu));
    }

    [Fact]
    public async Task A_mixed_up_htu_is_refused_in_three_dozen_ways()
    {
        Scene scene = await World.SceneAsync();
        (string Url, string Htu)[] different =
        [
            ("https://api.test/a", "https://api.test/A"),
            ("https://api.test/a", "http://api.test/a"),
            ("https://api.test/a", "https://api.test/a/"),
            ("https://api.test/a/", "https://api.test/a"),
            ("https://api.test/a", "https://api.test//a"),
            ("https://api.test/a/b", "https://api.test/a%2Fb"),
            ("https://api.test/a%2Fb", "https://api.test/a/b"),
            ("https://api.test/a%252Fb", "https://api.test/a%2Fb"),
            ("https://api.test/a", "https://api.test/a%00"),
            ("https://api.test/a", "https://api.test/a%20"),
            ("https://api.test/a", "https://api.test:8443/a"),
            ("https://api.test:8443/a", "https://api.test/a"),
            ("https://api.test/a", "https://api.test:80/a"),
            ("https://api.test/a", "https://api.test:0443x/a"),
            ("https://api.test/a", "https://api.test:65979/a"),
            ("https://api.test/a", "https://api.test./a"),
            ("https://api.test/a", "https://evil.test/a"),
            ("https://api.test/a", "https://api.test.evil.test/a"),
            ("https://api.test/a", "https://evil.test/https://api.test/a"),
            ("https://api.test/a", "https://api.test@evil.test/a"),
            ("https://api.test/a", "https://evil.test@api.test/a"),
            ("https://api.test/a", "https://user:pass@api.test/a"),
            ("https://api.test/a", "https://@api.test/a"),
            ("https://api.test/a", "https://evil.test#@api.test/a"),
            ("https://api.test/a#/../admin", "https://api.test/a"),
            ("https://api.test/a#/../admin", "https://api.test/a#/../admin"),
            ("https://api.test/a", "https://evil.test?@api.test/a"),
            ("https://api.test/a", "https://evil.test\\@api.test/a"),
            ("https://api.test/a", "https:\\\\api.test\\a"),
            ("https://api.test/a", "https:/api.test/a"),
            ("https://api.test/a", "https:///a"),
            ("https://api.test/a", "//api.test/a"),
            ("https://api.test/a", "/a"),
            ("https://api.test/a", "api.test/a"),
            ("https://api.test/a", ""),
            ("https://api.test/a", " https://api.test/a"),
            ("https://api.test/a", "https://api.test/a "),
            ("https://api.test/a", "https://api.test/\ta"),
            ("https://api.test/a", "https://api.test/a\r\n"),
            ("https://api.test/a", "https://api.test/a,https://api.test/a"),
            ("https://api.test/a", "https://api.test/%zz/../a"),
            ("https://api.test/a", "https://api.test/ä/../a"),
            ("https://api.test/a", "https://api.teſt/a"),
            ("https://api.test/a", "wss://api.test/a"),
            ("https://api.test/a", "https://[api.test]/a"),
            ("https://127.0.0.1/a", "https://127.1/a"),
            ("https://127.0.0.1/a", "https://0x7f000001/a"),
            ("https://127.0.0.1/a", "https://[::ffff:127.0.0.1]/a"),
            ("https://bücher.test/a", "https://xn--bcher-kva.test/a"),
            ("https://[fe80::1%1]/a", "https://[fe80::1%1]/a"),
            ("https://[fe80::1%251]/a", "https://[fe80::1%251]/a"),
            ("https://api.test:65536/a", "https://api.test:65536/a"),
            ("https://api.test/a b", "https://api.test/a b"),
            ("ftp://api.test/a", "ftp://api.test/a"),
            ("not a url", "not a url"),
            ("", ""),
            ("/a", "/a"),
        ];
        await AllAsync("proof_htu_mismatch", different, one => AskAsync(scene, one.Url, one.Htu));
    }

    [Fact]
    public async Task Userinfo_in_the_requests_own_URL_matches_nothing()
    {
        Scene scene = await World.SceneAsync();
        await AllAsync("proof_htu_mismatch", ["https://user@api.test/a", "https://api.test/a"], htu => AskAsync(scene, "https://user@api.test/a", htu));
    }

    [Fact]
    public async Task A_URL_may_be_8192_characters_long_and_no_longer()
    {
        Scene scene = await World.SceneAsync();

        // The htu itself is short: the proof has limits of its own.
        string longest = "https://api.test/a?" + new string('x', 8192 - 19);
        Assert.Equal(Allowed, (await AskAsync(scene, longest, "https://api.test/a")).Outcome);
        Assert.Equal("proof_htu_mismatch", (await AskAsync(scene, longest + "x", "https://api.test/a")).Outcome);
    }

    private static Task<Answered> AskAsync(Scene scene, string url, string htu)
    {
        string token = scene.BoundToken();
        return scene.AskAsync(scene.DPoP(token, scene.Proof(token, proof => proof.Claims["htu"] = htu)) with { Url = url });
    }
}
