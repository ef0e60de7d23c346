using Verifier.Packages.Tests.Packing;

namespace Verifier.Packages.Tests.NewUser;

/// <summary>The pages of Verifier.Testing and Verifier.Verification, in a test project of a user's.</summary>
[Collection(PackedPackages.Collection)]
public sealed class TestProjectTests(PackedPackages packed)
{
    [Fact]
    public async Task The_test_on_the_page_of_the_package_passes_in_a_project_of_its_own()
    {
        await using var project = await NewProject.WithFeedsAsync(packed);

        await project.ReferAsync("Microsoft.NET.Sdk", "Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio", "Verifier.AspNetCore", "Verifier.Testing");
        await project.WriteAsync("OrdersTests.cs", Pages.CSharpOf("src/Testing/PACKAGE.md"));
        await project.WriteAsync("Gate.cs", Pages.CSharpOf("src/Verification/PACKAGE.md"));
        var said = await project.RunAsync("test", "-p:UseSharedCompilation=false");

        Assert.Matches("Passed! +- Failed: +0, Passed: +2, Skipped: +0, Total: +2", said);
    }
}
