using Verifier.AspNetCore.InProcess;

namespace Verifier.Standalone.State;

/// <summary>The files of an installation, and the lock that makes them this process's own.</summary>
internal sealed class StateDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string AdminKey = "admin.key";

    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream @lock, bool isNew)
    {
        Path = path;
        _lock = @lock;
        IsNew = isNew;
    }

    public string Path { get; }

    /// <summary>Whether nothing of an installation was here.</summary>
    public bool IsNew { get; }

    public string Database => In("verifier.db");

    public string Seal => In("verifier.seal");

    /// <summary>Locks the directory, and makes it, for its owner alone, if it is missing.</summary>
    /// <exception cref="StateException">Another process has it, or it cannot be written; a sentence for people.</exception>
    public static StateDirectory Open(string directory)
    {
        string path = System.IO.Path.GetFullPath(directory);
        string lockFile = System.IO.Path.Combine(path, "verifier.lock");
        FileStream? held = null;
        try
        {
            Make(path);
            bool isNew = !File.Exists(lockFile) && !((string[])[AdminKey, "verifier.db", "verifier.seal"]).Any(file => File.Exists(System.IO.Path.Combine(path, file)));
            held = Lock(lockFile);

            // Else nobody would know, after a power failure, that there was an installation.
            DurableFile.FlushDirectoryOf(lockFile);
            return new StateDirectory(path, held, isNew);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            held?.Dispose();
            throw new StateException(IsTaken(refused)
                ? $"Verifier:DataDirectory is \"{directory}\", which another Verifier uses ({lockFile} is locked); stop that one, or give this one a directory of its own."
                : $"Verifier:DataDirectory is \"{directory}\", which cannot be written: {refused.Message}");
        }
    }

    public string In(string file) => System.IO.Path.Combine(Path, file);

    // The file stays: deleted, it could be locked twice, once under each of two inodes.
    public void Dispose() => _lock.Dispose();

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            _ = Directory.CreateDirectory(path);
        }
        else
        {
            _ = Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static FileStream Lock(string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new FileStream(path, options);
    }

    // What .NET makes of EWOULDBLOCK from flock, and of a sharing violation.
    private static bool IsTaken(Exception refused)
        => refused.GetType() == typeof(IOException) && (OperatingSystem.IsWindows() ? (refused.HResult & 0xFFFF) is 32 or 33 : refused.HResult is 11 or 35);
}
