namespace Verifier.Packages.Tests.Packing;

/// <summary>All packages, packed twice: from two clones of a public repository, in folders of different names and made in different ways, one with a password.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    /// <summary>The collection of the tests that share them.</summary>
    public const string Collection = "Packed packages";

    /// <summary>What one clone was made with.</summary>
    internal const string Password = "password-1";

    /// <summary>The repository, as everybody can reach it.</summary>
    internal const string Repository = "https://github.com/acme/verifier.git";

    // One folder holds all, so that a single name is to be searched for.
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifier-packed-");

    /// <summary>A version that no cache can hold already.</summary>
    public string Version { get; } = $"0.1.0-test.r{Guid.NewGuid():n}"[..22];

    /// <summary>The folder that they are all in, as a feed.</summary>
    public string Feed => Path.Combine(_folder.FullName, "feed");

    private string Again => Path.Combine(_folder.FullName, "again");

    /// <summary>What must not be in them: any path of the machine that packed them.</summary>
    internal IReadOnlyList<string> PathsHere =>
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home ? [_folder.Name, home + Path.DirectorySeparatorChar] : [_folder.Name];

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        await PackAsync("clone", $"https://somebody:{Password}@github.com/acme/verifier.git", Feed);
        await PackAsync("another clone", "git@github.com:acme/verifier.git", Again);
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }

    internal Package Open(string id) => Package.Open(Feed, id, Version);

    internal Package OpenAgain(string id) => Package.Open(Again, id, Version);

    private async Task PackAsync(string name, string origin, string output)
    {
        var copy = SourceCopy.At(Path.Combine(_folder.FullName, name));
        await copy.CommitAsync(origin);

        // A solution of the packages alone: the other projects' packages are not needed.
        var projects = Directory.EnumerateFiles(Path.Combine(copy.Folder, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(project => File.ReadAllText(project).Contains("<IsPackable>true<", StringComparison.Ordinal))
            .Select(project => $"<Project Path=\"{Path.GetRelativePath(copy.Folder, project)}\" />");
        await File.WriteAllTextAsync(Path.Combine(copy.Folder, "Packages.slnx"), $"<Solution>{string.Concat(projects)}</Solution>");
        await copy.PackAsync("Packages.slnx", Version, output);
    }
}

/// <summary>They are packed once for all tests.</summary>
[CollectionDefinition(PackedPackages.Collection)]
public sealed class PackedPackagesCollection : ICollectionFixture<PackedPackages>;
