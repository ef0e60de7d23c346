using System.Globalization;
using System.Runtime.InteropServices;

namespace Verifier.Standalone.State;

/// <summary>
/// What tells one state of a file from any other that it was or will be in: device, inode and the time of its last change of any kind (ctime), which no program can set, under one boot of one machine.
/// </summary>
internal static partial class FileIdentity
{
    private const string BootId = "/proc/sys/kernel/random/boot_id";

    // From linux/fcntl.h and linux/stat.h; struct statx has one layout on every architecture.
    private const int FromWorkingDirectory = -100;
    private const int NoAutomount = 0x800;
    private const uint Inode = 0x100;
    private const uint ChangeTime = 0x80;
    private const int StructureSize = 256;

    /// <summary>It in one line, or null where it cannot be told: then nobody may rely on the file.</summary>
    public static string? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            string boot = File.ReadAllText(BootId).Trim();
            byte[] file = new byte[StructureSize];
            if (boot.Length == 0 || Statx(FromWorkingDirectory, path, NoAutomount, Inode | ChangeTime, file) != 0)
            {
                return null;
            }

            return (Number(file, 0) & (Inode | ChangeTime)) == (Inode | ChangeTime)
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"boot {boot} device {Number(file, 136)}:{Number(file, 140)} inode {Long(file, 32)} size {Long(file, 40)} changed {Long(file, 96)}.{Number(file, 104):d9}")
                : null;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    // The kernel writes in the processor's order.
    private static uint Number(byte[] file, int offset) => MemoryMarshal.Read<uint>(file.AsSpan(offset));

    private static long Long(byte[] file, int offset) => MemoryMarshal.Read<long>(file.AsSpan(offset));

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int directory, string path, int flags, uint mask, [Out] byte[] file);
}
