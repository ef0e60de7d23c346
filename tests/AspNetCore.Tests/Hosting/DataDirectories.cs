namespace Verifier.AspNetCore.Tests.Hosting;

/// <summary>A data directory of its own for every host that is started here; all of them go with this process.</summary>
internal static class DataDirectories
{
    private static readonly DirectoryInfo Root = Make();

    public static string Next() => Path.Combine(Root.FullName, Guid.NewGuid().ToString("n"));

    private static DirectoryInfo Make()
    {
        DirectoryInfo root = Directory.CreateTempSubdirectory("verifier-tests-");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => root.Delete(recursive: true);
        return root;
    }
}
