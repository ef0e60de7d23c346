using System.Buffers;
using System.Text;
using Verifier.AspNetCore.Decisions;

namespace Verifier.AspNetCore.Tests.Decisions;

/// <summary>What a document of <c>POST /v1/verify</c> may be.</summary>
public sealed class VerifyDocumentTests
{
    [Fact]
    public void Every_member_of_the_contract_is_understood()
    {
        AccessRequest request = Good("""
            {"tenant":"acme","authorization":"Bearer a","dpop":["b","c"],"method":"GET","url":"https://api/","scopes":["s"],"audiences":["a"],
             "requiredClaims":["org_id"],"acrValues":["urn:mfa"],"maxAgeSeconds":300}
            """);

        Assert.Equal("acme", request.Tenant);
        Assert.Equal("Bearer a", request.Authorization.Value);
        Assert.Equal(2, request.DPoP.Count);
        Assert.Null(request.DPoP.Value);
        Assert.Equal("GET", request.Method);
        Assert.Equal("https://api/", request.Url);
        Assert.Equal(["s"], request.Demand.Scopes);
        Assert.Equal(["a"], request.Demand.Audiences);
        Assert.Equal(["org_id"], request.Demand.RequiredClaims);
        Assert.Equal(["urn:mfa"], request.Demand.AcrValues);
        Assert.Equal(300, request.Demand.MaxAgeSeconds);
    }

    [Fact]
    public void An_empty_document_is_a_request_without_credentials()
    {
        AccessRequest request = Good("{}");

        Assert.Equal(0, request.Authorization.Count);
        Assert.Equal(0, request.DPoP.Count);
        Assert.Same(AccessDemand.None, request.Demand);
    }

    [Theory]
    [InlineData("[]", 0)]
    [InlineData("[\"one\"]", 1)]
    [InlineData("\"one\"", 1)]
    [InlineData("\"\"", 1)]
    [InlineData("[\"one\",\"one\"]", 2)]
    public void A_header_is_a_string_or_an_array_with_a_member_for_each_line(string value, int count)
        => Assert.Equal(count, Good($$"""{"authorization":{{value}}}""").Authorization.Count);

    [Theory]
    [InlineData("scope")]
    [InlineData("Scopes")]
    [InlineData("TENANT")]
    [InlineData("at")]
    public void An_unknown_member_is_refused_by_its_name(string member)
        => Assert.Equal($"'{member}' is not a member of this document.", Fault($$"""{"{{member}}":["a"]}"""));

    [Theory]
    [InlineData("<script>")]
    [InlineData("a b")]
    [InlineData("\\u0000")]
    [InlineData("")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void An_unknown_member_that_does_not_look_like_a_name_is_refused_without_showing_it(string member)
        => Assert.Equal("A name that cannot be shown is not a member of this document.", Fault($$"""{"{{member}}":1}"""));

    [Theory]
    [InlineData("tenant", "\"a\"", "\"a\"")]
    [InlineData("authorization", "\"Bearer good\"", "\"Bearer bad\"")]
    [InlineData("dpop", "\"a\"", "[\"b\"]")]
    [InlineData("method", "\"GET\"", "\"POST\"")]
    [InlineData("url", "\"a\"", "\"b\"")]
    [InlineData("scopes", "[\"a\"]", "[]")]
    [InlineData("audiences", "[\"a\"]", "[]")]
    [InlineData("requiredClaims", "[\"a\"]", "[]")]
    [InlineData("acrValues", "[\"a\"]", "[]")]
    [InlineData("maxAgeSeconds", "1", "2")]
    public void A_repeated_member_is_refused(string member, string first, string second)
        => Assert.Equal($"'{member}' appears more than once.", Fault($$"""{"{{member}}":{{first}},"{{member}}":{{second}}}"""));

    [Fact]
    public void A_member_repeated_under_an_escaped_name_is_refused()
        => Assert.Equal("'scopes' appears more than once.", Fault("""{"scopes":["a"],"scop\u0065s":[]}"""));

    [Theory]
    [InlineData("tenant", "a string")]
    [InlineData("method", "a string")]
    [InlineData("url", "a string")]
    [InlineData("authorization", "a string or an array of strings")]
    [InlineData("dpop", "a string or an array of strings")]
    [InlineData("scopes", "an array of strings")]
    [InlineData("audiences", "an array of strings")]
    [InlineData("requiredClaims", "an array of strings")]
    [InlineData("acrValues", "an array of strings")]
    [InlineData("maxAgeSeconds", "a whole number")]
    [InlineData("clientCertificate", "one certificate, PEM or base64 DER, of at most 16 KiB")]
    public void A_member_of_another_type_is_refused(string member, string type)
    {
        string[] others = type switch
        {
            "a string" or "one certificate, PEM or base64 DER, of at most 16 KiB" => ["null", "1", "true", "{}", "[]", "[\"a\"]"],
            "a string or an array of strings" => ["null", "1", "true", "{}", "[1]", "[null]", "[\"a\",1]", "[[\"a\"]]", "[{}]"],
            "an array of strings" => ["null", "1", "true", "{}", "\"a\"", "[1]", "[null]", "[\"a\",[]]", "[{\"a\":1}]"],
            _ => ["null", "\"300\"", "true", "{}", "[]", "1.5", "1e3", "99999999999999999999"],
        };
        Assert.All(others, value => Assert.Equal($"'{member}' must be {type}.", Fault($$"""{"{{member}}":{{value}}}""")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"Bearer a\"")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{},")]
    [InlineData("{'tenant':'a'}")]
    [InlineData("{tenant:\"a\"}")]
    [InlineData("{\"tenant\":\"a\",}")]
    [InlineData("{\"scopes\":[\"a\",]}")]
    [InlineData("{/* */}")]
    [InlineData("{\"tenant\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"maxAgeSeconds\":01}")]
    [InlineData("\ufeff{}")]
    public void What_is_not_one_json_object_is_refused(string body) => Assert.Equal("The body is not one JSON object in UTF-8.", Fault(body));

    [Fact]
    public void A_string_that_is_not_utf8_is_refused()
    {
        byte[] body = Encoding.Latin1.GetBytes("{\"tenant\":\"\u00ff\"}");

        Assert.False(VerifyDocument.TryRead(new ReadOnlySequence<byte>(body), null, out _, out string fault));
        Assert.Equal("The body is not one JSON object in UTF-8.", fault);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(10_000)]
    public void A_deep_document_is_refused(int depth)
        => Assert.NotEmpty(Fault("{\"scopes\":" + new string('[', depth) + new string(']', depth) + "}"));

    [Theory]
    [InlineData("{\"scopes\":[\"secret value\"]}", "'scopes'")]
    [InlineData("{\"scopes\":[\"secret\\\"value\"]}", "'scopes'")]
    [InlineData("{\"acrValues\":[\"secret value\"]}", "'acrValues'")]
    [InlineData("{\"audiences\":[\" \"]}", "'audiences'")]
    [InlineData("{\"requiredClaims\":[\"\"]}", "'requiredClaims'")]
    [InlineData("{\"maxAgeSeconds\":-1}", "'maxAgeSeconds'")]
    public void What_cannot_be_demanded_is_refused_without_showing_it(string body, string member)
    {
        string fault = Fault(body);

        Assert.StartsWith(member, fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_document_in_pieces_is_read_like_one_in_one_piece()
    {
        byte[] body = """{"tenant":"acme","scop\u0065s":["read:orders","a\u00e9"]}"""u8.ToArray();
        for (int cut = 0; cut <= body.Length; cut++)
        {
            Piece first = new(body.AsMemory(0, cut));
            Piece last = first.Append(body.AsMemory(cut));

            bool read = VerifyDocument.TryRead(new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length), null, out AccessRequest? request, out string fault);

            // "é" is no scope: the fault must be found in whichever piece it is.
            Assert.False(read);
            Assert.Null(request);
            Assert.StartsWith("'scopes' must be", fault, StringComparison.Ordinal);
        }
    }

    private static AccessRequest Good(string body)
    {
        Assert.True(VerifyDocument.TryRead(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)), null, out AccessRequest? request, out string fault), fault);
        return request!;
    }

    private static string Fault(string body)
    {
        Assert.False(VerifyDocument.TryRead(new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(body)), null, out AccessRequest? request, out string fault));
        Assert.Null(request);
        return fault;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory) => Memory = memory;

        public Piece Append(ReadOnlyMemory<byte> memory)
        {
            Piece next = new(memory) { RunningIndex = RunningIndex + Memory.Length };
            Next = next;
            return next;
        }
    }
}
