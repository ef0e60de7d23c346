using FsCheck;
using FsCheck.Fluent;
using Verifier.DPoP;

namespace Verifier.Verification.Tests.DPoP;

public sealed class ProtectedUrlTests
{
    private const string Orders = "https://api.acme.com/orders";

    // Each is the same resource by RFC 3986, whichever of the two the request had. The name says the trick.
    [Theory]
    [InlineData("the very same", Orders, Orders)]
    [InlineData("scheme case", Orders, "HTTPS://api.acme.com/orders")]
    [InlineData("host case", Orders, "https://API.Acme.COM/orders")]
    [InlineData("default https port", Orders, "https://api.acme.com:443/orders")]
    [InlineData("default http port", "http://api.acme.com/orders", "http://api.acme.com:80/orders")]
    [InlineData("empty port", Orders, "https://api.acme.com:/orders")]
    [InlineData("leading zeros in a port", "https://api.acme.com:8443/orders", "https://api.acme.com:0008443/orders")]
    [InlineData("leading zeros in the default port", Orders, "https://api.acme.com:000000443/orders")]
    [InlineData("empty path", "https://api.acme.com", "https://api.acme.com/")]
    [InlineData("empty path before a query", "https://api.acme.com?x=1", "https://api.acme.com/")]
    [InlineData("empty path before a fragment", "https://api.acme.com#x", "https://api.acme.com/")]
    [InlineData("empty path and empty port", "https://api.acme.com:", "https://api.acme.com/")]
    [InlineData("query in the request", Orders + "?a=1&b=2", Orders)]
    [InlineData("query in the proof", Orders, Orders + "?a=1")]
    [InlineData("different queries", Orders + "?a=1", Orders + "?a=2")]
    [InlineData("empty query", Orders + "?", Orders)]
    [InlineData("fragment", Orders + "#top", Orders)]
    [InlineData("fragment before a question mark", Orders + "#top?", Orders)]
    [InlineData("dots behind the query mark", Orders + "?/../admin", Orders)]
    [InlineData("anything at all behind the query mark", Orders + "?é \\\t|{}", Orders)]
    [InlineData("encoded letter", Orders, "https://api.acme.com/%6Frders")]
    [InlineData("encoded capital", "https://api.acme.com/Orders", "https://api.acme.com/%4frders")]
    [InlineData("encoded tilde", "https://api.acme.com/~me", "https://api.acme.com/%7Eme")]
    [InlineData("encoded hyphen, underscore and digit", "https://api.acme.com/a-b_1", "https://api.acme.com/a%2Db%5F%31")]
    [InlineData("hex digits' case", "https://api.acme.com/a%2Fb", "https://api.acme.com/a%2fb")]
    [InlineData("hex digits' case of UTF-8", "https://api.acme.com/%C3%A9", "https://api.acme.com/%c3%a9")]
    [InlineData("encoded letter in the host", Orders, "https://%61pi.acme.com/orders")]
    [InlineData("encoded capital in the host", Orders, "https://%41pi.acme.com/orders")]
    [InlineData("encoded dot in the host", Orders, "https://api%2Eacme.com/orders")]
    [InlineData("dot segment", Orders, "https://api.acme.com/./orders")]
    [InlineData("two-dot segment", Orders, "https://api.acme.com/admin/../orders")]
    [InlineData("encoded dot segment", Orders, "https://api.acme.com/%2e/orders")]
    [InlineData("encoded two-dot segment", Orders, "https://api.acme.com/admin/%2E%2e/orders")]
    [InlineData("half-encoded two-dot segment", Orders, "https://api.acme.com/admin/.%2e/orders")]
    [InlineData("two dots above the root", Orders, "https://api.acme.com/../../orders")]
    [InlineData("two dots at the end", "https://api.acme.com/a/", "https://api.acme.com/a/b/..")]
    [InlineData("one dot at the end", "https://api.acme.com/a/", "https://api.acme.com/a/.")]
    [InlineData("nothing but two dots", "https://api.acme.com/", "https://api.acme.com/..")]
    [InlineData("two dots out of an empty segment", "https://api.acme.com/a/b", "https://api.acme.com/a//../b")]
    [InlineData("IPv6 zeros", "https://[2001:db8::1]/", "https://[2001:0db8:0:0:0:0:0:0001]/")]
    [InlineData("IPv6 case", "https://[2001:db8::ab]/", "https://[2001:DB8::AB]/")]
    [InlineData("IPv6 with an IPv4 tail", "https://[64:ff9b::c000:221]/", "https://[64:ff9b::192.0.2.33]/")]
    [InlineData("IPv4-mapped IPv6", "https://[::ffff:192.0.2.33]/", "https://[::FFFF:c000:221]/")]
    [InlineData("IPv6 with the default port", "https://[::1]/", "https://[::1]:443/")]
    [InlineData("IPv6 with an empty port", "https://[::1]/", "https://[::1]:/")]
    [InlineData("IPv6 with another port", "https://[::1]:8443/", "https://[0:0:0:0:0:0:0:1]:08443/")]
    public void These_are_the_same(string trick, string one, string other)
    {
        Assert.True(Read(one).Matches(other), trick);
        Assert.True(Read(other).Matches(one), trick);
        Assert.Equal(Read(one).Normalized, Read(other).Normalized);
    }

    [Theory]
    [InlineData("path case", Orders, "https://api.acme.com/Orders")]
    [InlineData("encoded letter of another case", Orders, "https://api.acme.com/%4Frders")]
    [InlineData("encoded slash", "https://api.acme.com/a/b", "https://api.acme.com/a%2Fb")]
    [InlineData("encoded backslash against a slash", "https://api.acme.com/a/b", "https://api.acme.com/a%5Cb")]
    [InlineData("two dots behind an encoded slash", "https://api.acme.com/c", "https://api.acme.com/a%2F../c")]
    [InlineData("two encoded dots behind an encoded slash", "https://api.acme.com/c", "https://api.acme.com/a%2F%2E%2E/c")]
    [InlineData("twice encoded two dots", Orders, "https://api.acme.com/admin/%252e%252e/orders")]
    [InlineData("twice encoded letter", Orders, "https://api.acme.com/%256Frders")]
    [InlineData("trailing slash", Orders, Orders + "/")]
    [InlineData("doubled slash", Orders, "https://api.acme.com//orders")]
    [InlineData("doubled slash in the middle", "https://api.acme.com/a/b", "https://api.acme.com/a//b")]
    [InlineData("path parameter", Orders, Orders + ";v=1")]
    [InlineData("path parameters of different values", Orders + ";v=1", Orders + ";v=2")]
    [InlineData("encoded semicolon", Orders + ";v", Orders + "%3Bv")]
    [InlineData("encoded at sign", "https://api.acme.com/@me", "https://api.acme.com/%40me")]
    [InlineData("encoded question mark", Orders, Orders + "%3Fa=1")]
    [InlineData("encoded number sign", Orders, Orders + "%23top")]
    [InlineData("encoded zero", Orders, Orders + "%00")]
    [InlineData("encoded space", Orders, Orders + "%20")]
    [InlineData("plus for a space", "https://api.acme.com/a%20b", "https://api.acme.com/a+b")]
    [InlineData("longer path", Orders, Orders + "/1")]
    [InlineData("path that begins alike", Orders, Orders + "x")]
    [InlineData("shorter path", Orders, "https://api.acme.com/order")]
    [InlineData("no path", Orders, "https://api.acme.com")]
    [InlineData("one dot in a longer segment", "https://api.acme.com/a.", "https://api.acme.com/a")]
    [InlineData("three dots", "https://api.acme.com/a/...", "https://api.acme.com/a/")]
    [InlineData("scheme", Orders, "http://api.acme.com/orders")]
    [InlineData("the other scheme's default port", Orders, "https://api.acme.com:80/orders")]
    [InlineData("http on 443", Orders, "http://api.acme.com:443/orders")]
    [InlineData("other port", Orders, "https://api.acme.com:8443/orders")]
    [InlineData("port zero", Orders, "https://api.acme.com:0/orders")]
    [InlineData("other host", Orders, "https://api.acme.org/orders")]
    [InlineData("host that ends alike", Orders, "https://evil-api.acme.com/orders")]
    [InlineData("host that begins alike", Orders, "https://api.acme.com.evil.example/orders")]
    [InlineData("the host's trailing dot", Orders, "https://api.acme.com./orders")]
    [InlineData("the host in the path", Orders, "https://evil.example/api.acme.com/orders")]
    [InlineData("encoded slash in the host", Orders, "https://api.acme.com%2Forders")]
    [InlineData("encoded comma in the host", "https://a,b/", "https://a%2Cb/")]
    [InlineData("short IPv4", "https://127.0.0.1/", "https://127.1/")]
    [InlineData("hexadecimal IPv4", "https://127.0.0.1/", "https://0x7f.0.0.1/")]
    [InlineData("octal IPv4", "https://127.0.0.1/", "https://0177.0.0.1/")]
    [InlineData("decimal IPv4", "https://127.0.0.1/", "https://2130706433/")]
    [InlineData("IPv4 as a mapped IPv6", "https://127.0.0.1/", "https://[::ffff:127.0.0.1]/")]
    [InlineData("localhost and its address", "https://127.0.0.1/", "https://localhost/")]
    [InlineData("other IPv6", "https://[::1]/", "https://[::2]/")]
    [InlineData("punycode of another name", Orders, "https://xn--pi-7kc.acme.com/orders")]
    public void These_are_different(string trick, string one, string other)
    {
        Assert.False(Read(one).Matches(other), trick);
        Assert.False(Read(other).Matches(one), trick);
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("path alone", "/orders")]
    [InlineData("no scheme", "//api.acme.com/orders")]
    [InlineData("host alone", "api.acme.com/orders")]
    [InlineData("no slashes", "https:api.acme.com/orders")]
    [InlineData("one slash", "https:/api.acme.com/orders")]
    [InlineData("three slashes", "https:///orders")]
    [InlineData("other scheme", "ftp://api.acme.com/orders")]
    [InlineData("WebSocket", "wss://api.acme.com/orders")]
    [InlineData("scheme that begins alike", "httpss://api.acme.com/orders")]
    [InlineData("long s in the scheme", "httpſ://api.acme.com/orders")]
    [InlineData("view-source", "view-source:https://api.acme.com/orders")]
    [InlineData("empty host", "https:///")]
    [InlineData("empty host with a port", "https://:443/orders")]
    [InlineData("user", "https://user@api.acme.com/orders")]
    [InlineData("user and password", "https://user:password@api.acme.com/orders")]
    [InlineData("empty user", "https://@api.acme.com/orders")]
    [InlineData("the host as user", "https://api.acme.com@evil.example/orders")]
    [InlineData("the host and port as user", "https://api.acme.com:443@evil.example/orders")]
    [InlineData("two at signs", "https://a@b@api.acme.com/orders")]
    [InlineData("user before an address", "https://user@[::1]/")]
    [InlineData("backslash for a slash", "https://api.acme.com\\orders")]
    [InlineData("backslashes for slashes", "https:\\\\api.acme.com\\orders")]
    [InlineData("backslash in the path", "https://api.acme.com/a\\b")]
    [InlineData("backslash before a user", "https://evil.example\\@api.acme.com/orders")]
    [InlineData("leading space", " https://api.acme.com/orders")]
    [InlineData("trailing space", "https://api.acme.com/orders ")]
    [InlineData("space in the path", "https://api.acme.com/or ders")]
    [InlineData("space in the host", "https://api acme.com/orders")]
    [InlineData("tab", "https://api.acme.com/or\tders")]
    [InlineData("tab in the scheme", "ht\ttps://api.acme.com/orders")]
    [InlineData("line break", "https://api.acme.com/orders\r\n")]
    [InlineData("zero character", "https://api.acme.com/orders\0")]
    [InlineData("delete character", "https://api.acme.com/orders\u007f")]
    [InlineData("letter that is not ASCII", "https://api.acme.com/é")]
    [InlineData("homograph in the host", "https://аpi.acme.com/orders")]
    [InlineData("full-width letter in the host", "https://ａpi.acme.com/orders")]
    [InlineData("ideographic full stop in the host", "https://api。acme.com/orders")]
    [InlineData("Kelvin sign in the host", "https://\u212aelvin.example/")]
    [InlineData("full-width slash", "https://api.acme.com／orders")]
    [InlineData("surrogate", "https://api.acme.com/\ud83d\ude00")]
    [InlineData("quote", "https://api.acme.com/\"")]
    [InlineData("less-than", "https://api.acme.com/<")]
    [InlineData("greater-than", "https://api.acme.com/>")]
    [InlineData("circumflex", "https://api.acme.com/^")]
    [InlineData("grave", "https://api.acme.com/`")]
    [InlineData("brace", "https://api.acme.com/{id}")]
    [InlineData("bar", "https://api.acme.com/a|b")]
    [InlineData("bracket in the path", "https://api.acme.com/a[0]")]
    [InlineData("escape without digits", "https://api.acme.com/%")]
    [InlineData("escape with one digit", "https://api.acme.com/%2")]
    [InlineData("escape of no digits", "https://api.acme.com/%zz")]
    [InlineData("escape with a sign", "https://api.acme.com/%+1")]
    [InlineData("escape cut by the query", "https://api.acme.com/%2?f")]
    [InlineData("WHATWG's unicode escape", "https://api.acme.com/%u002F")]
    [InlineData("bad escape in the host", "https://api%2.acme.com/")]
    [InlineData("full-width digits in an escape", "https://api.acme.com/%４１")]
    [InlineData("port of letters", "https://api.acme.com:https/orders")]
    [InlineData("port with a sign", "https://api.acme.com:+443/orders")]
    [InlineData("negative port", "https://api.acme.com:-1/orders")]
    [InlineData("port with a space", "https://api.acme.com: 443/orders")]
    [InlineData("port too large", "https://api.acme.com:65536/orders")]
    [InlineData("port that overflows", "https://api.acme.com:4294967739/orders")]
    [InlineData("two ports", "https://api.acme.com:443:443/orders")]
    [InlineData("Arabic digits in a port", "https://api.acme.com:٤٤٣/orders")]
    [InlineData("IPv6 without brackets", "https://::1/")]
    [InlineData("IPv6 never closed", "https://[::1/")]
    [InlineData("IPv6 opened twice", "https://[[::1]]/")]
    [InlineData("nothing in brackets", "https://[]/")]
    [InlineData("IPv4 in brackets", "https://[127.0.0.1]/")]
    [InlineData("name in brackets", "https://[api.acme.com]/")]
    [InlineData("number in brackets", "https://[1]/")]
    [InlineData("IPv6 with a zone", "https://[fe80::1%25eth0]/")]
    [InlineData("IPv6 with a bare zone", "https://[fe80::1%eth0]/")]
    [InlineData("IPv6 with a prefix length", "https://[fe80::1/64]/")]
    [InlineData("IPv6 elided twice", "https://[1::2::3]/")]
    [InlineData("IPv6 too long", "https://[1:2:3:4:5:6:7:8:9]/")]
    [InlineData("IPv6 too short", "https://[1:2:3]/")]
    [InlineData("IPv6 with five digits", "https://[::00001]/")]
    [InlineData("IPv6 with a leading zero in its IPv4 tail", "https://[::1.2.3.04]/")]
    [InlineData("IPv6 with a short IPv4 tail", "https://[::1.2.3]/")]
    [InlineData("something behind the bracket", "https://[::1]evil.example/")]
    [InlineData("IPvFuture", "https://[v1.a]/")]
    public void These_are_refused(string trick, string url)
    {
        Assert.False(ProtectedUrl.TryRead(url, out ProtectedUrl? read), trick);
        Assert.Null(read);
        Assert.False(Read(Orders).Matches(url), trick);
    }

    // RFC 3986 section 5.4, with the base's path already merged.
    [Theory]
    [InlineData("/b/c/.", "/b/c/")]
    [InlineData("/b/c/./", "/b/c/")]
    [InlineData("/b/c/..", "/b/")]
    [InlineData("/b/c/../", "/b/")]
    [InlineData("/b/c/../g", "/b/g")]
    [InlineData("/b/c/../..", "/")]
    [InlineData("/b/c/../../", "/")]
    [InlineData("/b/c/../../g", "/g")]
    [InlineData("/b/c/../../../g", "/g")]
    [InlineData("/b/c/../../../../g", "/g")]
    [InlineData("/./g", "/g")]
    [InlineData("/../g", "/g")]
    [InlineData("/b/c/g.", "/b/c/g.")]
    [InlineData("/b/c/.g", "/b/c/.g")]
    [InlineData("/b/c/g..", "/b/c/g..")]
    [InlineData("/b/c/..g", "/b/c/..g")]
    [InlineData("/b/c/./../g", "/b/g")]
    [InlineData("/b/c/./g/.", "/b/c/g/")]
    [InlineData("/b/c/g/./h", "/b/c/g/h")]
    [InlineData("/b/c/g/../h", "/b/c/h")]
    [InlineData("/b/c/g;x=1/./y", "/b/c/g;x=1/y")]
    [InlineData("/b/c/g;x=1/../y", "/b/c/y")]
    [InlineData("/a/b/c/./../../g", "/a/g")]
    [InlineData("/mid/content=5/../6", "/mid/6")]
    public void Dot_segments_go_as_RFC_3986_shows(string path, string expected)
        => Assert.Equal("http://a" + expected, Read("http://a" + path).Normalized);

    [Fact]
    public void The_four_equivalent_URIs_of_RFC_3986_section_6_2_3_are_one()
        => Assert.All(["http://example.com", "http://example.com/", "http://example.com:/", "http://example.com:80/"], url => Assert.Equal("http://example.com/", Read(url).Normalized));

    [Theory]
    [InlineData("HTTPS://API.acme.com:443/Orders/%7e?x#y", "https://api.acme.com/Orders/~", "https://api.acme.com")]
    [InlineData("http://[::FFFF:1.2.3.4]:8080", "http://[::ffff:1.2.3.4]:8080/", "http://[::ffff:1.2.3.4]:8080")]
    [InlineData("https://h/!$&'()*+,;=:@-._~%2f", "https://h/!$&'()*+,;=:@-._~%2F", "https://h")]
    [InlineData("https://h:65535//a//", "https://h:65535//a//", "https://h:65535")]
    public void The_normal_form_and_its_origin_are_shown(string url, string normalized, string origin)
    {
        Assert.Equal(normalized, Read(url).Normalized);
        Assert.Equal(origin, Read(url).Origin);
    }

    [Fact]
    public void A_URL_may_have_8_KiB_and_no_more()
    {
        string longest = "https://h/" + new string('a', 8192 - 10);
        Assert.True(Read(longest).Matches(longest));
        Assert.False(ProtectedUrl.TryRead(longest + "a", out _));
        Assert.False(Read(longest).Matches(longest + "?"));
        Assert.False(Read(longest).Matches(longest + "a"));
        Assert.False(ProtectedUrl.TryRead("https://h/?" + new string('a', 1_000_000), out _));
    }

    [Fact]
    public void A_normal_form_of_more_than_8_KiB_is_refused_like_a_URL()
    {
        string grows = "https://[::ffff:ffff:ffff]/";
        Assert.False(ProtectedUrl.TryRead(grows + new string('a', 8192 - grows.Length), out _));
        Assert.False(ProtectedUrl.TryRead("https://" + new string('h', 8192 - 8), out _));
    }

    [Theory]
    [InlineData("https://api.acme.com", "https://api.acme.com")]
    [InlineData("HTTPS://API.acme.com:443", "https://api.acme.com")]
    [InlineData("http://localhost:8080", "http://localhost:8080")]
    [InlineData("https://[2001:DB8:0::1]:8443", "https://[2001:db8::1]:8443")]
    public void An_origin_is_read_and_normalized(string text, string expected)
    {
        Assert.True(ProtectedUrl.TryReadOrigin(text, out string? origin));
        Assert.Equal(expected, origin);
    }

    [Theory]
    [InlineData("")]
    [InlineData("api.acme.com")]
    [InlineData("https://api.acme.com/")]
    [InlineData("https://api.acme.com/x")]
    [InlineData("https://api.acme.com?x")]
    [InlineData("https://api.acme.com#x")]
    [InlineData("https://user@api.acme.com")]
    [InlineData("https://api.acme.com, https://api.acme.org")]
    [InlineData("ftp://api.acme.com")]
    [InlineData("https://")]
    [InlineData("null")]
    public void What_is_no_bare_origin_is_refused(string text)
    {
        Assert.False(ProtectedUrl.TryReadOrigin(text, out string? origin));
        Assert.Null(origin);
    }

    [Fact]
    public void Normalizing_twice_changes_nothing()
        => Prop.ForAll(Url().ToArbitrary(), url => !ProtectedUrl.TryRead(url, out ProtectedUrl? once) || Read(once.Normalized).Normalized == once.Normalized)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_URL_matches_its_normal_form_and_the_normal_form_it()
        => Prop.ForAll(
            Url().ToArbitrary(),
            url => !ProtectedUrl.TryRead(url, out ProtectedUrl? read) || (read.Matches(url) && read.Matches(read.Normalized) && Read(read.Normalized).Matches(url)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Two_URLs_match_exactly_when_their_normal_forms_are_equal()
        => Prop.ForAll(
            Url().Two().ToArbitrary(),
            pair => !ProtectedUrl.TryRead(pair.Item1, out ProtectedUrl? one) || !ProtectedUrl.TryRead(pair.Item2, out ProtectedUrl? other)
                || one.Matches(pair.Item2) == (one.Normalized == other.Normalized))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void The_case_of_the_path_is_never_ignored()
        => Prop.ForAll(
            Path().Where(path => path.Any(char.IsAsciiLetter)).ToArbitrary(),
            path =>
            {
                int letter = path.IndexOf(path.First(char.IsAsciiLetter));
                string other = $"{path[..letter]}{(char)(path[letter] ^ 0x20)}{path[(letter + 1)..]}";
                return !Read("https://h" + path).Matches("https://h" + other);
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_changed_character_in_the_path_never_matches()
        => Prop.ForAll(
            (from path in Path()
             from index in Gen.Choose(1, path.Length - 1)
             from character in Gen.Choose(0, 255)
             where (char)character != path[index] && character is not ('?' or '#')
             select (path, index, (char)character)).ToArbitrary(),
            change => !Read("https://h" + change.path).Matches($"https://h{change.path[..change.index]}{change.Item3}{change.path[(change.index + 1)..]}"))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void No_text_at_all_makes_it_throw()
        => Prop.ForAll<string?>(text => !ProtectedUrl.TryRead("https://" + text, out _) || Read(Orders).Matches(text) is false)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Matching_the_usual_htu_allocates_nothing()
    {
        ProtectedUrl url = Read(Orders + "?a=1");
        Assert.True(url.Matches(Orders));
        Assert.True(url.Matches("HTTPS://api.acme.com:443/orders"));
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool all = true;
        for (int i = 0; i < 100; i++)
        {
            all &= url.Matches(Orders) & url.Matches("HTTPS://api.acme.com:443/orders") & !url.Matches("https://api.acme.com/other");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(all);
    }

    private static ProtectedUrl Read(string url)
    {
        Assert.True(ProtectedUrl.TryRead(url, out ProtectedUrl? read), url);
        return read;
    }

    // Letters, digits and slashes only, and no dot: every character counts, and none has an equivalent.
    private static Gen<string> Path()
        => from characters in Gen.Elements("abcXYZ019/_~-".ToCharArray()).NonEmptyListOf()
           select "/" + string.Concat(characters);

    // Mostly well-formed, made of the pieces that normalization is about.
    private static Gen<string> Url()
        => from scheme in Gen.Elements("http", "https", "HTTP", "hTTps")
           from host in Gen.Elements("h", "API.Acme.com", "a.", "%41b", "%2f", "1.2.3.4", "[::1]", "[::FFFF:1:2]", "[1:2:3:4:5:6:7:8]", "[::1.2.3.4]", "x%00", "@", "")
           from port in Gen.Elements("", ":", ":80", ":443", ":0443", ":8443", ":0", ":65535", ":99999")
           from pieces in Gen.Elements("/", ".", "..", "/../", "/./", "a", "B", "%2e", "%2E", "%2f", "%2F", "%41", "%7e", "%25", "%00", "%c3%A9", ";x=1", ":", "@", "?", "#", "%2", "é").ListOf()
           select $"{scheme}://{host}{port}{(pieces.Count == 0 ? "" : "/")}{string.Concat(pieces)}";
}
