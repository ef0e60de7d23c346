using System.Text.Json;
using Verifier.Packages.Tests.Packing;

namespace Verifier.Packages.Tests;

/// <summary>What a package says of where its sources are, by where they were got.</summary>
public sealed class OriginTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifier-origin-");

    // Where a clone was made from, and what may be published of it.
    private static readonly (string Origin, string? Published)[] Origins =
    [
        ("https://github.com/acme/verifier", "https://github.com/acme/verifier"),
        ("https://somebody:password-1@git.acme.example/verifier.git", "https://git.acme.example/verifier.git"),
        ("somebody@git.acme.example:verifier.git", null),
        ("http://git.acme.example/verifier.git", null),
        ("/srv/git/verifier", null),
        ("file:///srv/git/verifier", null),
        ("../verifier", null),
    ];

    [Fact]
    public async Task An_address_is_published_where_everybody_can_follow_it_and_never_a_path_or_a_password()
    {
        var clone = SourceCopy.At(Path.Combine(_folder.FullName, "clone"));
        await clone.CommitAsync("origin");
        _ = await clone.RunAsync("dotnet", "restore", Core, "-p:NuGetAudit=false");
        List<(string Origin, string? Published)> found = [];
        foreach (var (origin, _) in Origins)
        {
            _ = await clone.RunAsync("git", "remote", "set-url", "origin", origin);
            var said = await clone.RunAsync("dotnet", "msbuild", Core, "-t:InitializeSourceControlInformation", "-getProperty:PublishRepositoryUrl,PrivateRepositoryUrl");
            var properties = JsonDocument.Parse(said).RootElement.GetProperty("Properties");
            found.Add((origin, properties.GetProperty("PublishRepositoryUrl").GetString() == "True" ? properties.GetProperty("PrivateRepositoryUrl").GetString() : null));
        }

        Assert.Equal(Origins, found);
    }

    [Fact]
    public async Task Sources_without_a_repository_are_packed_as_well_and_no_path_is_in_the_package()
    {
        var archive = SourceCopy.At(Path.Combine(_folder.FullName, "archive"));
        var output = Path.Combine(_folder.FullName, "packages");

        await archive.PackAsync(Core, "0.1.0-test", output);
        var package = Package.Open(output, "Verifier.Verification", "0.1.0-test");

        Assert.Null(package.Element("repository")?.Attribute("url"));
        Assert.Empty(package.Naming(_folder.Name));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Core => Path.Combine("src", "Verification");
}
