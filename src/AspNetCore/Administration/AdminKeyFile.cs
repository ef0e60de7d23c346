using System.Security.Cryptography;
using System.Text;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.InProcess;

namespace Verifier.AspNetCore.Administration;

/// <summary>The admin key that a host makes for itself when none is configured: <c>admin.key</c> in its data directory, readable by its owner alone.</summary>
public static class AdminKeyFile
{
    private const string FileName = "admin.key";
    private const string KeyName = "admin.key";
    private const int KeyBytes = 32;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The key in the directory, made if there is none; or why there cannot be one.</summary>
    /// <param name="directory">The data directory; made, for its owner alone, if it is missing.</param>
    /// <param name="key">The key.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="fault">One sentence that never holds the key.</param>
    public static bool TryOpen(string directory, out NamedKey? key, out string path, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(directory);
        key = null;
        path = Path.GetFullPath(Path.Combine(directory, FileName));
        try
        {
            if (!File.Exists(path))
            {
                Make(path);
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
            {
                fault = $"{path} can be read or written by others; its mode must be 0600. Replace it if it may have been read.";
                return false;
            }

            string text = File.ReadAllText(path).Trim();
            fault = NamedKey.FaultOf(text) is { } wrong ? $"The key in {path} {wrong}; delete the file to have a new one made." : null;
            key = fault is null ? new NamedKey(KeyName, text) : null;
            return fault is null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            fault = $"Verifier:DataDirectory is \"{directory}\"; {FileName} cannot be kept there: {refused.Message}";
            return false;
        }
    }

    private static void Make(string path)
    {
        string directory = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, OwnerOnly | UnixFileMode.UserExecute);
        }

        // Whole or not there: half a key, left by a process that was killed, would stop every later start.
        DurableFile.Write(path, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes))));
    }
}
