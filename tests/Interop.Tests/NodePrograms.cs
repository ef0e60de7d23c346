using System.ComponentModel;
using System.Diagnostics;

namespace Verifier.Interop.Tests;

/// <summary>The programs in one folder and what they need to run: node, npm and, once, the packages of their lock file.</summary>
internal sealed class NodePrograms
{
    // The packages are installed beside their lock file, in the sources: a rebuild or another configuration finds them there.
    private readonly string _folder;
    private readonly Lazy<Task<string?>> _missing;

    private NodePrograms(string folder)
    {
        _folder = Path.Combine(Repository.Root, "tests", "Interop.Tests", folder);
        _missing = new Lazy<Task<string?>>(FindMissingAsync);
    }

    /// <summary>The authorization server and its clients.</summary>
    public static NodePrograms OidcProvider { get; } = new("oidc-provider");

    /// <summary>What tells a browser what to do.</summary>
    public static NodePrograms Browser { get; } = new("browser");

    /// <summary>What asks as Envoy does.</summary>
    public static NodePrograms Envoy { get; } = new("envoy");

    /// <summary>Why they can't run here; null when they can. Installs the packages at the first call.</summary>
    public Task<string?> WhyNotAsync() => _missing.Value;

    /// <summary>Starts one of them.</summary>
    public ChildProcess Start(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = _folder };
        start.ArgumentList.Add(program);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return ChildProcess.Start(start);
    }

    private async Task<string?> FindMissingAsync()
    {
        // A run that must not be green without these tests says so: VERIFIER_INTEROP=required.
        var why = await InstallAsync();
        return why is null || Environment.GetEnvironmentVariable("VERIFIER_INTEROP") != "required"
            ? why
            : throw new InvalidOperationException($"VERIFIER_INTEROP=required, but {why}");
    }

    private async Task<string?> InstallAsync()
    {
        if (await RunAsync("node", "--version") is { } noNode)
        {
            return $"node does not run here: {noNode}";
        }

        // npm writes this file last and newer than the lock file that it installed.
        var installed = new FileInfo(Path.Combine(_folder, "node_modules", ".package-lock.json"));
        if (installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(_folder, "package-lock.json")))
        {
            return null;
        }

        return await RunAsync(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", "ci", "--no-audit", "--no-fund") is { } noPackages
            ? $"npm ci did not install the packages of {Path.GetFileName(_folder)}: {noPackages}"
            : null;
    }

    private async Task<string?> RunAsync(string program, params IEnumerable<string> arguments)
    {
        try
        {
            await using var child = ChildProcess.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = _folder });
            var (exitCode, lastWords) = await child.EndAsync();
            return exitCode == 0 ? null : lastWords;
        }
        catch (Win32Exception absent)
        {
            return absent.Message;
        }
    }
}
