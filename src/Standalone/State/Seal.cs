using System.Globalization;
using System.Text;
using Verifier.AspNetCore.InProcess;
using Verifier.Replay;

namespace Verifier.Standalone.State;

/// <summary>
/// <c>verifier.seal</c>: says that <c>verifier.db</c> has not been touched since a life of the replay ledger was closed in it. A backup of a stopped installation holds a closed ledger too, and the
/// proofs that were accepted after it was taken are not in there: only the seal tells the two apart, because no copy has the inode and the ctime of the file that it was written about (docs/decisions/0006).
/// </summary>
internal static class Seal
{
    /// <summary>Writes it, after the database was closed; where a file cannot be told from its copy there is none, and the next start fences.</summary>
    public static void Write(string path, string database, LifeId closed)
    {
        if (FileIdentity.Of(database) is { } identity)
        {
            DurableFile.Write(path, Encoding.ASCII.GetBytes(Text(closed, identity)));
        }
    }

    /// <summary>Takes the seal off, durably, before anybody relies on it: it counts once. The text, for <see cref="IsOf"/>; null if there is none.</summary>
    public static string? Take(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string text = File.ReadAllText(path, Encoding.ASCII);
        DurableFile.Delete(path);
        return text;
    }

    /// <summary>Whether the seal was put on this life, and on the file that had this identity before it was opened now.</summary>
    public static bool IsOf(string? seal, LifeId closed, string? identity) => seal is not null && identity is not null && string.Equals(seal, Text(closed, identity), StringComparison.Ordinal);

    private static string Text(LifeId closed, string identity) => string.Create(CultureInfo.InvariantCulture, $"life {closed.Value:x32} {identity}\n");
}
