using System.Text.RegularExpressions;
using Verifier.Interop.Tests;

namespace Verifier.Packages.Tests.NewUser;

/// <summary>The pages that a new user reads, and the C# on them.</summary>
internal static partial class Pages
{
    /// <summary>The only block of C# on a page; the README's is its first.</summary>
    public static string CSharpOf(string page)
    {
        var block = Blocks().Match(File.ReadAllText(Path.Combine(Repository.Root, page)));
        Assert.True(block.Success, $"{page} has no block of C#.");
        return block.Groups[1].Value;
    }

    [GeneratedRegex("^```csharp\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
