using Verifier.Interop.Tests;

namespace Verifier.Packages.Tests.PublicApi;

/// <summary>What users of the packages can rely on. The lists of those that need Orleans are in tests/Grains.Tests.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Verifier.Verification")]
    [InlineData("Verifier.AspNetCore")]
    [InlineData("Verifier.Testing")]
    public void The_public_surface_is_as_listed(string assembly) => PublicApiList.Check(assembly, Path.Combine(Repository.Root, "tests", "Packages.Tests", "PublicApi"));

    [Fact]
    public void A_difference_is_shown_line_by_line_with_the_way_to_accept_it()
    {
        var shown = PublicApiList.Difference("Some", "Some.txt", ["Some.A = class", "Some.B = class"], ["Some.A = sealed class", "Some.B = class"]);

        Assert.Contains("\n- Some.A = class\n+ Some.A = sealed class\n", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Some.B", shown, StringComparison.Ordinal);
        Assert.Contains("VERIFIER_ACCEPT_API=1 dotnet test", shown, StringComparison.Ordinal);
    }
}
