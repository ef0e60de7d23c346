using System.Diagnostics;
using Verifier.Interop.Tests;

namespace Verifier.Packages.Tests.Packing;

/// <summary>What packages are made of, copied to a folder elsewhere, as whoever clones or unpacks the sources has it; without what was built here.</summary>
internal sealed class SourceCopy(string folder)
{
    private static readonly string[] RootFiles =
        [".editorconfig", ".gitignore", "CHANGELOG.md", "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "Verifier.sln", "global.json"];

    private static readonly string[] Built = ["artifacts", "bin", "data", "obj"];

    public string Folder => folder;

    public static SourceCopy At(string folder)
    {
        _ = Directory.CreateDirectory(folder);
        foreach (var file in RootFiles)
        {
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(folder, file));
        }

        Copy(Path.Combine(Repository.Root, "eng"), Path.Combine(folder, "eng"));
        Copy(Path.Combine(Repository.Root, "src"), Path.Combine(folder, "src"));
        return new SourceCopy(folder);
    }

    /// <summary>Makes it a clone of that address: one commit, the same one wherever it is made.</summary>
    public async Task CommitAsync(string origin)
    {
        _ = await RunAsync("git", "init", "--quiet", "--initial-branch", "main");
        _ = await RunAsync("git", "add", "--all");
        _ = await RunAsync("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@acme.example", "commit", "--quiet", "--message", "All of it");
        _ = await RunAsync("git", "remote", "add", "origin", origin);
    }

    /// <summary>Packs a project or a solution; a warning is an error. What analyzers say was heard when these tests were built.</summary>
    public Task PackAsync(string project, string version, string output) => RunAsync(
        "dotnet", "pack", project, "--output", output, "-warnaserror", $"-p:Version={version}", "-p:NuGetAudit=false", "-p:RunAnalyzers=false", "-p:UseSharedCompilation=false");

    /// <summary>Runs a command in it and returns its last lines.</summary>
    public Task<string> RunAsync(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            Environment =
            {
                // The verdict of the build that these tests are part of: see docs/decisions/0001.
                ["WithOrleans"] = Orleans.TakesPart ? "true" : "false",
                ["WithAspire"] = "false",
                ["Configuration"] = "Release",
                ["SOURCE_DATE_EPOCH"] = "1767225600",
                ["GIT_CONFIG_GLOBAL"] = "/dev/null",
                ["GIT_CONFIG_SYSTEM"] = "/dev/null",
                ["GIT_AUTHOR_DATE"] = "2026-01-01T00:00:00Z",
                ["GIT_COMMITTER_DATE"] = "2026-01-01T00:00:00Z",
            },
        };

        // Set where these tests are run by a hook of git's, for another repository than this one.
        string[] ofHooks = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"];
        foreach (var name in ofHooks)
        {
            _ = start.Environment.Remove(name);
        }

        return Command.RunAsync(start);
    }

    private static void Copy(string from, string to)
    {
        _ = Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }

        foreach (var below in Directory.EnumerateDirectories(from).Where(below => !Built.Contains(Path.GetFileName(below))))
        {
            Copy(below, Path.Combine(to, Path.GetFileName(below)));
        }
    }
}
