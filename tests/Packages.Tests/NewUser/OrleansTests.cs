using Verifier.Packages.Tests.Packing;

namespace Verifier.Packages.Tests.NewUser;

/// <summary>The pages of the packages that need Orleans: what is on them compiles. Whether a cluster works is what tests/Cluster.Tests is about.</summary>
[Collection(PackedPackages.Collection)]
public sealed class OrleansTests(PackedPackages packed)
{
    [SkippableTheory]
    [InlineData("src/Grains/PACKAGE.md", "Verifier.AspNetCore", "Verifier.Orleans")]
    [InlineData("src/PostgreSql/PACKAGE.md", "Verifier.AspNetCore", "Verifier.Orleans", "Verifier.Orleans.PostgreSql")]
    public async Task The_application_on_the_page_of_the_package_builds(string page, params string[] packages)
    {
        Skip.IfNot(Orleans.TakesPart, Orleans.Absent);
        await using var application = await NewProject.WithFeedsAsync(packed);

        await application.ReferAsync("Microsoft.NET.Sdk.Web", packages);
        await application.WriteAsync("Program.cs", Pages.CSharpOf(page));
        await application.BuildAsync();
    }
}
