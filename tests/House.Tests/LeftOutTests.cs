namespace Verifier.House.Tests;

/// <summary>What keeps a clone building where the package feeds have no Orleans or no Aspire: docs/decisions/0001-left-out-projects.md.</summary>
public sealed class LeftOutTests
{
    public static TheoryData<string, string> Needs => new() { { "Orleans", "Microsoft.Orleans." }, { "Aspire", "Aspire." } };

    [Theory]
    [MemberData(nameof(Needs))]
    public void A_project_says_what_it_needs_and_nothing_else(string need, string prefix)
    {
        Assert.All(Repository.Projects, project =>
        {
            bool needs = project.Closure.SelectMany(reached => reached.Packages).Any(package => package.StartsWith(prefix, StringComparison.Ordinal));
            Assert.True(needs == project.Says($"Needs{need}"), $"{project.Path}: Needs{need} has to be {(needs ? "true" : "left away")}.");
        });
    }

    [Theory]
    [MemberData(nameof(Needs))]
    public void A_probe_asks_for_every_package_that_the_projects_need(string need, string prefix)
    {
        var needed = Repository.Projects.SelectMany(project => project.Packages).Where(package => package.StartsWith(prefix, StringComparison.Ordinal)).Distinct();

        Assert.Equal(needed.Order(), new ProjectFile($"eng/probes/{need}.csproj").Packages.Order());
    }

    [Fact]
    public void A_project_that_may_be_left_out_loads_without_a_special_Sdk()
    {
        var projects = Repository.Projects.Where(project => project.Says("NeedsOrleans") || project.Says("NeedsAspire"));

        Assert.All(projects, project => Assert.True(project.Sdk is null or "Microsoft.NET.Sdk", $"{project.Path} names the Sdk {project.Sdk}."));
        Assert.All(projects.Where(project => project.Sdk is null), project => Assert.Contains("Condition=\"'$(WithAspire)' == 'true'\"", Repository.Read(project.Path), StringComparison.Ordinal));
    }
}
