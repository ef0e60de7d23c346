using System.Diagnostics;

namespace Verifier.Standalone.Tests;

/// <summary>Mounts that only one process sees, made without anybody's rights where the kernel allows it.</summary>
internal static class Namespace
{
    private static readonly Lazy<bool> IsPossible = new(() =>
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("unshare", ["--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "-o", "size=32k", "none", "/mnt"]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public static void SkipUnlessPossible() => Skip.IfNot(IsPossible.Value, "This machine lets nobody make mounts of their own.");

    /// <summary>The program, with its arguments, that runs another one after a command of the shell.</summary>
    public static string[] With(string command) => ["unshare", "--user", "--map-root-user", "--mount", "sh", "-ec", $"{command} && exec \"$@\"", "sh"];
}
