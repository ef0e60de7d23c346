namespace Verifier.Interop.Tests;

/// <summary>The sources that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>The folder of Verifier.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Verifier.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"Verifier.sln is not above {AppContext.BaseDirectory}.");
    }
}
