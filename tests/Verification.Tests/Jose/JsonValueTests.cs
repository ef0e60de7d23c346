using System.Text;
using System.Text.Json;
using Verifier.Jose;

namespace Verifier.Verification.Tests.Jose;

public class JsonValueTests
{
    [Fact]
    public void Names_and_strings_compare_by_what_they_mean()
    {
        JsonMembers members = new("""{"\u0069ss":"\u0061\/b😀\ud83d\ude00"}"""u8);
        Assert.True(members.MoveNext());
        Assert.True(members.NameEquals("iss"u8));
        Assert.False(members.NameEquals("\\u0069ss"u8));
        Assert.True(members.Value.StringEquals("a/b😀😀"u8));
        Assert.False(members.Value.StringEquals("a/b😀"u8));
        Assert.True(members.Value.TryGetString(out string? text));
        Assert.Equal("a/b😀😀", text);
        Assert.True(members.ReadToEnd());
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("-0.5", -0.5)]
    [InlineData("1e3", 1000)]
    [InlineData("1.7976931348623157e308", double.MaxValue)]
    public void A_finite_number_is_read(string json, double expected)
    {
        Assert.True(new JsonValue(JsonValueKind.Number, Encoding.UTF8.GetBytes(json)).TryGetNumber(out double number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("-1e999")]
    public void A_number_beyond_a_double_is_refused_and_not_infinite(string json) =>
        Assert.False(new JsonValue(JsonValueKind.Number, Encoding.UTF8.GetBytes(json)).TryGetNumber(out _));

    [Fact]
    public void A_string_of_digits_is_no_number_and_a_number_no_string()
    {
        JsonMembers members = new("""{"a":"1","b":1}"""u8);
        Assert.True(members.MoveNext());
        Assert.False(members.Value.TryGetNumber(out _));
        Assert.True(members.MoveNext());
        Assert.False(members.Value.TryGetString(out _));
        Assert.False(members.Value.StringEquals("1"u8));
    }

    [Fact]
    public void A_value_that_is_not_there_is_nothing_at_all()
    {
        JsonValue none = default;
        Assert.False(none.Exists);
        Assert.False(none.TryGetString(out _));
        Assert.False(none.TryGetNumber(out _));
        Assert.False(none.StringEquals(""u8));
        Assert.False(none.TryCopyString([], out _));
        Assert.False(none.GetElements().MoveNext());
        Assert.False(none.GetMembers().ReadToEnd());
    }

    [Fact]
    public void An_inner_object_is_walked_over_like_an_outer_one()
    {
        JsonMembers members = new("""{"cnf":{"jkt":"x"}}"""u8);
        Assert.True(members.MoveNext());
        JsonMembers inner = members.Value.GetMembers();
        Assert.True(inner.MoveNext());
        Assert.True(inner.NameEquals("jkt"u8));
        Assert.True(inner.Value.StringEquals("x"u8));
        Assert.True(inner.ReadToEnd());
    }

    [Fact]
    public void A_fault_after_a_member_makes_the_walk_invalid()
    {
        JsonMembers members = new("""{"iss":"good","x":{"a":1,"a":2}}"""u8);
        Assert.True(members.MoveNext());
        Assert.False(members.MoveNext());
        Assert.False(members.IsValid);
        Assert.False(members.MoveNext());
    }

    [Fact]
    public void A_walk_of_the_outermost_object_alone_leaves_the_inner_ones_to_their_readers()
    {
        JsonMembers members = JsonMembers.OfOutermost("""{"keys":[{"a":1,"a":2},{"b":"\ud800"}]}"""u8, 16);
        Assert.True(members.ReadToEnd());
        Assert.False(JsonMembers.OfOutermost("""{"keys":[],"keys":[]}"""u8, 16).ReadToEnd());
    }

    [Fact]
    public void A_copied_string_is_unescaped_and_needs_room()
    {
        JsonValue value = new(JsonValueKind.String, "\"\\u0061b\""u8);
        byte[] room = new byte[7];
        Assert.True(value.TryCopyString(room, out int written));
        Assert.Equal("ab", Encoding.UTF8.GetString(room, 0, written));
        Assert.False(new JsonValue(JsonValueKind.String, "\"abc\""u8).TryCopyString(new byte[2], out _));
    }
}
