using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Verifier.House.Tests;

public sealed partial class PackageTests
{
    // Put together here, so that this file is not the one that is found.
    private static readonly string[] Registries =
    [
        "nuget" + ".org", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com", "pypi" + ".org", "pythonhosted" + ".org", "crates" + ".io",
        "golang" + ".org", "rubygems" + ".org", "pkg.github" + ".com", "pkgs.dev.azure" + ".com", "myget" + ".org", "jfrog" + ".io",
    ];

    [Fact]
    public void Every_version_is_of_a_package_in_use()
    {
        var versions = XDocument.Parse(Repository.Read("Directory.Packages.props")).Descendants("PackageVersion").Select(version => version.Attribute("Include")!.Value);

        Assert.Equal(Repository.Projects.SelectMany(project => project.Packages).Distinct().Order(), versions.Order());
    }

    [Fact]
    public void Versions_are_stated_in_one_place()
    {
        Assert.DoesNotContain(Repository.Projects, project => LocalVersion().IsMatch(Repository.Read(project.Path)));
    }

    [Fact]
    public void The_core_depends_on_nothing_but_a_hash_function()
    {
        ProjectFile core = Repository.Projects.Single(project => project.Path == "src/Verification/Verifier.Verification.csproj");

        Assert.Equal(["Microsoft.CodeAnalysis.BannedApiAnalyzers", "System.IO.Hashing"], core.Packages);
        Assert.DoesNotContain("FrameworkReference", Repository.Read(core.Path), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_package_of_ours_says_what_it_is()
    {
        var packages = Repository.Projects.Where(project => project.Says("IsPackable")).ToList();

        Assert.NotEmpty(packages);
        Assert.All(packages, package => Assert.NotEmpty(package.Description!));
        Assert.All(packages, package => Assert.Equal($"# {package.PackageId}", Repository.ReadLines(Path.Combine(Path.GetDirectoryName(package.Path)!, "PACKAGE.md"))[0]));
    }

    [Fact]
    public void No_package_of_ours_has_leave_to_go_undocumented()
    {
        string[] warnings = ["CS15" + "91", "CS15" + "73"];
        var naming = Repository.Files.Where(file => warnings.Any(warning => Repository.Read(file).Contains(warning, StringComparison.Ordinal)));

        Assert.Equal(["Directory.Build.targets"], naming);
        Assert.Contains("<PropertyGroup Condition=\"'$(IsPackable)' != 'true'\">\n    <NoWarn>$(NoWarn);CS15", Repository.Read("Directory.Build.targets"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_file_names_the_host_of_a_package_registry()
    {
        var naming = Repository.Files.SelectMany(file =>
        {
            string text = Repository.Read(file);
            return Registries.Where(host => text.Contains(host, StringComparison.OrdinalIgnoreCase)).Select(host => $"{file}: {host}");
        });

        Assert.Empty(naming);
    }

    [Fact]
    public void No_lock_file_says_where_a_package_was_downloaded_from()
    {
        var locks = Repository.Files.Where(file => Path.GetFileName(file) is "package-lock.json" or "npm-shrinkwrap.json" or "packages.lock.json");

        Assert.DoesNotContain(locks, file => Repository.Read(file).Contains("\"resolved\": \"http", StringComparison.Ordinal));
    }

    [GeneratedRegex("<Package(Reference|Download)[^>]* (Version|VersionOverride)=")]
    private static partial Regex LocalVersion();
}
