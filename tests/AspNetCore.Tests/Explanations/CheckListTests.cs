using Verifier.Explanations;

namespace Verifier.AspNetCore.Tests.Explanations;

/// <summary>The list of checks has a place and a word for every reason.</summary>
public sealed class CheckListTests
{
    public static TheoryData<Reason> Reasons => [.. Enum.GetValues<Reason>().Where(reason => reason != Reason.None)];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Every_reason_has_a_check_and_advice(Reason reason)
    {
        Assert.Contains(CheckList.All, check => check.Reasons.Contains(reason));
        string advice = Advice.On(reason);
        Assert.EndsWith(".", advice, StringComparison.Ordinal);
        Assert.DoesNotContain(advice, c => c is < ' ' or > '~');
    }

    [Fact]
    public void No_two_checks_have_one_name()
        => Assert.Equal(CheckList.All.Count, CheckList.All.Select(check => check.Name).Distinct(StringComparer.Ordinal).Count());

    [Fact]
    public void Untrusted_text_is_shown_in_visible_ASCII_and_of_bounded_length()
    {
        string shown = Shown.Text("\u001b[2J\u202e\ud800é" + new string('x', 5000));

        Assert.StartsWith("\\u001B[2J\\u202E\\uD800\\u00E9xxx", shown, StringComparison.Ordinal);
        Assert.EndsWith("… (5007 characters)", shown, StringComparison.Ordinal);
        Assert.InRange(shown.Length, 1, 400);
    }
}
