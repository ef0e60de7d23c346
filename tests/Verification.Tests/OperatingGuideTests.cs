using System.Globalization;
using System.Text.RegularExpressions;

namespace Verifier.Verification.Tests;

/// <summary>What docs/guides/operating.md tells an operator about reasons is complete, and says what is answered.</summary>
public sealed partial class OperatingGuideTests
{
    private const string Guide = "docs/guides/operating.md";

    [Fact]
    public void Its_table_has_every_reason_once_with_its_status_and_error()
    {
        string[] written = [.. Rows().Matches(File.ReadAllText(Path.Combine(Root(), Guide))).Select(row => row.Groups[1].Value)];
        string[] meant = [.. Enum.GetValues<Reason>().Where(reason => reason != Reason.None).Select(reason => Row(Refusals.Of(reason)))];

        Assert.Equal(meant, written);
    }

    private static string Row(Refusal refusal)
        => string.Create(CultureInfo.InvariantCulture, $"| `{refusal.Code}` | {refusal.Status}{(refusal.Error is null ? "" : $" `{refusal.Error}`")} |");

    private static string Root()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Verifier.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("Verifier.sln is in no directory above the tests.");
    }

    // Up to the second column; the two after it, the cause and what to do, must not be empty.
    [GeneratedRegex(@"^(\| `[a-z_]+` \| [0-9]{3}(?: `[a-z_]+`)? \|) [^|]+ \| [^|]+ \|\r?$", RegexOptions.Multiline)]
    private static partial Regex Rows();
}
