using System.Text;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

public class StrictJsonTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData(" \t\r\n{ \"a\" : 1 , \"b\" : [ ] } \n")]
    [InlineData("""{"a":{"a":{"a":1}},"b":{"a":1}}""")]
    [InlineData("""{"a":[{"x":1},{"x":1}]}""")]
    [InlineData("""{"n":[0,-0,1.5,-1e10,1E+2,0.0e-0,123456789012345678901234567890]}""")]
    [InlineData("""{"s":"\"\\\/\b\f\n\r\t\u0041\ud83d\ude00 é 😀"}""")]
    [InlineData("""{"":1,"a":1,"A":1}""")]
    [InlineData("""{"t":true,"f":false,"n":null}""")]
    [InlineData("""{"z":"\u0000"}""")]
    public void A_strict_object_is_taken(string json) => Assert.True(IsStrict(json));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("[]")]
    [InlineData("\"a\"")]
    [InlineData("1")]
    [InlineData("null")]
    [InlineData("true")]
    public void Anything_but_an_object_is_refused(string json) => Assert.False(IsStrict(json));

    [Theory]
    [InlineData("{")]
    [InlineData("}")]
    [InlineData("{}}")]
    [InlineData("{}{}")]
    [InlineData("{},")]
    [InlineData("{} x")]
    [InlineData("{\"a\"}")]
    [InlineData("{\"a\":}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{,\"a\":1}")]
    [InlineData("{\"a\":1,,\"b\":1}")]
    [InlineData("{\"a\":1 \"b\":1}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a:1}")]
    [InlineData("{'a':1}")]
    [InlineData("{1:1}")]
    [InlineData("{\"a\":[1,]}")]
    [InlineData("{\"a\":[,1]}")]
    [InlineData("{\"a\":[1 2]}")]
    [InlineData("{\"a\":[}")]
    [InlineData("{\"a\":]}")]
    [InlineData("{\"a\":[1}")]
    [InlineData("{\"a\":{]}")]
    [InlineData("{\"a\":1]")]
    [InlineData("{/**/}")]
    [InlineData("{}//")]
    [InlineData("{\"a\":1}#")]
    [InlineData("\u000b{}")]
    [InlineData("\u00a0{}")]
    [InlineData("{\"a\":\"")]
    [InlineData("{\"a")]
    [InlineData("{\"a\":\"b}")]
    public void Broken_grammar_comments_and_anything_after_the_object_are_refused(string json) => Assert.False(IsStrict(json));

    [Theory]
    [InlineData("01")]
    [InlineData("+1")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("1.e5")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData("1 2")]
    [InlineData("0x10")]
    [InlineData("1_000")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("１")]
    [InlineData("True")]
    [InlineData("truex")]
    [InlineData("tru")]
    [InlineData("nul")]
    [InlineData("undefined")]
    public void What_is_no_number_and_no_word_of_JSON_is_refused(string value) => Assert.False(IsStrict($"{{\"a\":{value}}}"));

    [Theory]
    [InlineData("\\x41")]
    [InlineData("\\'")]
    [InlineData("\\")]
    [InlineData("\\u")]
    [InlineData("\\u004")]
    [InlineData("\\u00g1")]
    [InlineData("\\u{41}")]
    [InlineData("\\U0041")]
    [InlineData("\n")]
    [InlineData("\t")]
    [InlineData("\0")]
    [InlineData("\u001f")]
    public void Bad_escapes_and_bare_control_characters_are_refused(string inside)
    {
        Assert.False(IsStrict($"{{\"a\":\"{inside}\"}}"));
        Assert.False(IsStrict($"{{\"{inside}\":1}}"));
    }

    [Theory]
    [InlineData("""{"a":1,"a":1}""")]
    [InlineData("""{"a":1,"b":2,"a":3}""")]
    [InlineData("""{"":1,"":1}""")]
    [InlineData("""{"x":{"a":1,"a":2}}""")]
    [InlineData("""{"x":[[{"a":1,"b":[],"a":2}]]}""")]
    [InlineData("""{"x":{"y":{"z":{"a":1,"a":2}}}}""")]
    [InlineData("""{"a":{"a":1},"a":1}""")]
    public void A_doubled_member_is_refused_at_any_level(string json) => Assert.False(IsStrict(json));

    [Theory]
    [InlineData("""{"a":1,"\u0061":1}""")]
    [InlineData("""{"\u0061":1,"a":1}""")]
    [InlineData("""{"\u0061lg":1,"al\u0067":1}""")]
    [InlineData("""{"/":1,"\/":1}""")]
    [InlineData("""{"é":1,"\u00e9":1}""")]
    [InlineData("""{"😀":1,"\ud83d\ude00":1}""")]
    [InlineData("""{"\u00E9":1,"\u00e9":1}""")]
    [InlineData("""{"\t":1,"\u0009":1}""")]
    public void A_member_doubled_by_another_escaping_is_refused(string json) => Assert.False(IsStrict(json));

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00")]
    [InlineData("\\ud800x")]
    [InlineData("\\ud800\\u0041")]
    [InlineData("\\ud800\\ud800")]
    [InlineData("\\udc00\\ud800")]
    [InlineData("\\ud83d\\")]
    public void A_lone_surrogate_is_refused_in_values_and_in_names(string inside)
    {
        Assert.False(IsStrict($"{{\"a\":\"{inside}\"}}"));
        Assert.False(IsStrict($"{{\"{inside}\":1}}"));
        Assert.False(IsStrict($"{{\"a\":[{{\"b\":\"{inside}\"}}]}}"));
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused()
    {
        byte[][] bad =
        [
            [0x80], [0xC3], [0xC0, 0xAF], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF],
        ];
        foreach (byte[] bytes in bad)
        {
            Assert.False(StrictJson.IsStrictObject([.. "{\"a\":\""u8, .. bytes, .. "\"}"u8]));
            Assert.False(StrictJson.IsStrictObject([.. "{\""u8, .. bytes, .. "\":1}"u8]));
        }
    }

    [Fact]
    public void A_byte_order_mark_is_refused()
    {
        Assert.False(StrictJson.IsStrictObject([0xEF, 0xBB, 0xBF, .. "{}"u8]));
        Assert.False(StrictJson.IsStrictObject(Encoding.Unicode.GetBytes("{}")));
    }

    [Theory]
    [InlineData("\0{}")]
    [InlineData("{}\0")]
    [InlineData("{\0}")]
    [InlineData("{\"a\0\":1}")]
    [InlineData("{\"a\":1\0}")]
    public void Bare_NUL_bytes_are_refused(string json) => Assert.False(IsStrict(json));

    [Fact]
    public void Depth_counts_objects_and_arrays_and_the_outermost_one()
    {
        Assert.True(IsStrict(Nested('[', ']', 15)));
        Assert.False(IsStrict(Nested('[', ']', 16)));
        Assert.True(StrictJson.IsStrictObject("{}"u8, 1));
        Assert.False(StrictJson.IsStrictObject("{\"a\":{}}"u8, 1));
        Assert.True(StrictJson.IsStrictObject("{\"a\":{}}"u8, 2));
    }

    [Fact]
    public void Deep_JSON_ends_at_the_limit_and_not_with_the_stack() => Assert.False(IsStrict(Nested('[', ']', 1_000_000)));

    [Fact]
    public void A_duplicate_is_found_among_thousands_of_members()
    {
        string members = string.Join(',', Enumerable.Range(0, 3000).Select(i => $"\"{i}\":1"));
        Assert.True(IsStrict($"{{{members}}}"));
        Assert.False(IsStrict($"{{{members},\"0\":2}}"));
        Assert.False(IsStrict($"{{{members},\"1500\":2}}"));
        Assert.False(IsStrict($"{{{members},\"299\\u0039\":2}}"));
    }

    [Fact]
    public void A_duplicate_is_found_across_many_nested_objects()
    {
        string nested = string.Join(',', Enumerable.Range(0, 500).Select(i => $"\"{i}\":{{\"a\":1,\"b\":2}}"));
        Assert.True(IsStrict($"{{{nested}}}"));
        Assert.False(IsStrict($"{{{nested},\"0\":1}}"));
        Assert.False(IsStrict($"{{{nested},\"z\":{{\"a\":1,\"b\":1,\"a\":1}}}}"));
    }

    // Half a million objects, whose names were once looked for one behind the other: some minutes. Now it takes milliseconds.
    [Fact(Timeout = 60_000)]
    public async Task Attack_many_small_objects_with_the_same_name_are_read_in_linear_time()
    {
        byte[] json = Encoding.UTF8.GetBytes($"{{\"a\":[{string.Join(',', Enumerable.Repeat("{\"\":0}", 500_000))}]}}");
        Assert.True(await Task.Run(() => StrictJson.IsStrictObject(json)));
    }

    [Fact]
    public void An_ordinary_object_is_read_without_allocating()
    {
        byte[] json = Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 60).Select(i => $"\"claim{i}\":[1,\"x\\u0041\",{{}}]"))}}}");
        Assert.True(StrictJson.IsStrictObject(json));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            _ = StrictJson.IsStrictObject(json);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static string Nested(char open, char close, int depth) => "{\"a\":" + new string(open, depth) + new string(close, depth) + "}";

    private static bool IsStrict(string json) => StrictJson.IsStrictObject(Encoding.UTF8.GetBytes(json));
}
