using System.Diagnostics;
using Verifier.Interop.Tests;

namespace Verifier.Packages.Tests.Packing;

/// <summary>A program that has to end well.</summary>
internal static class Command
{
    // Several projects are compiled in it, on whatever else a machine is busy with.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Runs it to its end and returns its last lines.</summary>
    public static async Task<string> RunAsync(ProcessStartInfo start)
    {
        // A build server would outlive the test, and hold its output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        await using var child = ChildProcess.Start(start);
        var (exitCode, lastWords) = await child.EndAsync(Patience);
        Assert.True(exitCode == 0, $"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {exitCode}:\n{lastWords}");
        return lastWords;
    }
}
