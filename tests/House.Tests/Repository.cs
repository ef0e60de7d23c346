namespace Verifier.House.Tests;

/// <summary>The files of this repository as they lie on disk, without what is built or downloaded.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Every file, by its path from the root with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = [.. Walk(Root, IgnoredDirectories()).Order(StringComparer.Ordinal)];

    /// <summary>The projects of the solution-to-be; the probes of the package feeds are none of them.</summary>
    public static IReadOnlyList<ProjectFile> Projects { get; } =
        [.. Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal) && !file.StartsWith("eng/probes/", StringComparison.Ordinal)).Select(file => new ProjectFile(file))];

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    public static string[] ReadLines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static string FindRoot()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "Verifier.sln")))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory ?? throw new InvalidOperationException("Verifier.sln is in no directory above the tests.");
    }

    private static HashSet<string> IgnoredDirectories() =>
        [".git", .. File.ReadAllLines(Path.Combine(Root, ".gitignore")).Where(line => line.EndsWith('/')).Select(line => line.TrimEnd('/'))];

    private static IEnumerable<string> Walk(string directory, HashSet<string> ignored)
    {
        IEnumerable<string> below = Directory.EnumerateDirectories(directory).Where(child => !ignored.Contains(Path.GetFileName(child)));
        return Directory.EnumerateFiles(directory)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Concat(below.SelectMany(child => Walk(child, ignored)));
    }
}
