using System.Text.RegularExpressions;

namespace Verifier.House.Tests;

public sealed partial class SolutionTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["src/Verification"] = [],
        ["src/Testing"] = [],
        ["src/AspNetCore"] = ["src/Verification"],
        ["src/Envoy"] = ["src/AspNetCore"],
        ["src/Grains"] = ["src/Verification"],
        ["src/Otlp"] = ["src/Verification"],
        ["src/PostgreSql"] = [],
        ["src/Standalone"] = ["src/AspNetCore", "src/Envoy", "src/Otlp", "src/Testing", "src/Verification"],
        ["src/Silo"] = ["src/AspNetCore", "src/Envoy", "src/Grains", "src/Otlp", "src/PostgreSql"],
        ["src/Api"] = ["src/AspNetCore", "src/Envoy", "src/Grains", "src/Otlp", "src/PostgreSql"],
    };

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var listed = Projects().Matches(Repository.Read("Verifier.sln")).Select(match => match.Groups[1].Value.Replace('\\', '/'));

        Assert.Equal(Repository.Projects.Select(project => project.Path).Order(), listed.Order());
    }

    [Fact]
    public void Every_project_of_the_solution_is_built_by_it()
    {
        string solution = Repository.Read("Verifier.sln");
        var ids = ProjectIds().Matches(solution).Select(match => match.Groups[1].Value);

        Assert.All(ids, id => Assert.Contains($"{id}.Debug|Any CPU.Build.0", solution, StringComparison.Ordinal));
        Assert.All(ids, id => Assert.Contains($"{id}.Release|Any CPU.Build.0", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void References_between_the_projects_of_src_are_those_of_the_architecture()
    {
        var projects = Repository.Projects.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal)).ToList();

        Assert.Equal(Arrows.Keys.Order(), projects.Select(project => Path.GetDirectoryName(project.Path)!).Order());
        Assert.All(projects, project => Assert.Empty(project.References.Select(reference => Path.GetDirectoryName(reference)!).Except(Arrows[Path.GetDirectoryName(project.Path)!])));
    }

    [Fact]
    public void Internals_are_visible_to_tests_and_benchmarks_alone()
    {
        var named = Friends().Matches(Repository.Read("Directory.Build.targets")).Select(match => match.Groups[1].Value);
        var tests = Repository.Projects.Where(project => !project.Path.StartsWith("src/", StringComparison.Ordinal)).Select(project => project.AssemblyName);

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(tests));
    }

    [GeneratedRegex("= \"[^\"]*\", \"([^\"]*\\.csproj)\"")]
    private static partial Regex Projects();

    [GeneratedRegex("\\.csproj\", \"(\\{[^}]*\\})\"")]
    private static partial Regex ProjectIds();

    [GeneratedRegex("<InternalsVisibleTo Include=\"([^\"]*)\"")]
    private static partial Regex Friends();
}
