using System.Runtime.InteropServices;

namespace Verifier.AspNetCore.InProcess;

/// <summary>Small files that are whole or not there, whenever the process or the machine stops.</summary>
public static partial class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // O_RDONLY | O_CLOEXEC, the same on every processor that .NET runs on under Linux.
    private const int ToRead = 0x80000;

    /// <summary>
    /// Writes a file that its owner alone may read, in place of another one of that name: beside it first, then durable, then renamed, then the directory made durable too.
    /// </summary>
    /// <param name="path">The file; its directory must be there.</param>
    /// <param name="content">What it holds.</param>
    /// <exception cref="IOException">It could not be written; what was there before still is.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string beside = $"{path}.new";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            // It is born with its mode: made first and restricted afterwards, it could be opened in between.
            options.UnixCreateMode = OwnerOnly;
        }

        // What an earlier process left when it was killed; whoever may write here may be gone by now, so its mode is not relied on.
        File.Delete(beside);
        try
        {
            using (FileStream file = new(beside, options))
            {
                file.Write(content);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            TryDelete(beside);
            throw;
        }

        FlushDirectoryOf(path);
    }

    /// <summary>Deletes a file, durably.</summary>
    /// <param name="path">The file; its directory must be there.</param>
    /// <exception cref="IOException">It could not be deleted, or nobody knows whether it stays so.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be deleted.</exception>
    public static void Delete(string path)
    {
        File.Delete(path);
        FlushDirectoryOf(path);
    }

    /// <summary>Makes durable which files there are beside this one. On Linux; elsewhere the file system is relied on.</summary>
    /// <param name="path">A file.</param>
    /// <exception cref="IOException">It did not work.</exception>
    public static void FlushDirectoryOf(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        string directory = Path.GetDirectoryName(Path.GetFullPath(path))!;
        int descriptor = Open(directory, ToRead);
        int result = descriptor < 0 ? -1 : Flush(descriptor);
        int error = Marshal.GetLastPInvokeError();
        if (descriptor >= 0)
        {
            _ = Close(descriptor);
        }

        if (result != 0)
        {
            throw new IOException($"{directory} cannot be made durable: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception left) when (left is IOException or UnauthorizedAccessException)
        {
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Flush(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
