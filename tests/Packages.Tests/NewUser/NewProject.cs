using System.Diagnostics;
using System.Xml.Linq;
using Verifier.Interop.Tests;
using Verifier.Packages.Tests.Packing;

namespace Verifier.Packages.Tests.NewUser;

/// <summary>A project outside the sources, with our packages as they would be published.</summary>
internal sealed class NewProject : IAsyncDisposable
{
    private const string Name = "Orders";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifier-new-user-");
    private readonly PackedPackages _packed;
    private ChildProcess? _process;

    private NewProject(PackedPackages packed) => _packed = packed;

    // What was downloaded for these tests, laid out as a feed is.
    private static string Downloaded => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } said
        ? said
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>One that can have our packages and the one that the core depends on, and nothing else: no feed is asked, so what they needed beyond the SDK would be missing.</summary>
    public static async Task<NewProject> WithOurPackagesAloneAsync(PackedPackages packed)
    {
        NewProject project = new(packed);
        await project.WriteAsync("NuGet.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="packed" value="{packed.Feed}" />
                <add key="downloaded" value="{Downloaded}" />
              </packageSources>
              <packageSourceMapping>
                <clear />
                <packageSource key="packed">
                  <package pattern="Verifier.*" />
                </packageSource>
                <packageSource key="downloaded">
                  <package pattern="System.IO.Hashing" />
                </packageSource>
              </packageSourceMapping>
            </configuration>
            """);
        return project;
    }

    /// <summary>One that has the feeds of this machine besides. What these tests were built with is on it already, and not downloaded again.</summary>
    public static async Task<NewProject> WithFeedsAsync(PackedPackages packed)
    {
        NewProject project = new(packed);
        await project.WriteAsync("NuGet.config", $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{packed.Feed}" />
              </packageSources>
              <packageSourceMapping>
                <clear />
              </packageSourceMapping>
              <fallbackPackageFolders>
                <add key="downloaded" value="{Downloaded}" />
              </fallbackPackageFolders>
            </configuration>
            """);
        return project;
    }

    /// <summary>Writes the project file as <c>dotnet new</c> and <c>dotnet add package</c> do: of ours in the version that was packed, of others in the one that is used here.</summary>
    public Task ReferAsync(string sdk, params IEnumerable<string> packages) => WriteAsync($"{Name}.csproj", new XElement(
        "Project",
        new XAttribute("Sdk", sdk),
        new XElement("PropertyGroup", new XElement("TargetFramework", "net10.0"), new XElement("Nullable", "enable"), new XElement("ImplicitUsings", "enable"), new XElement("NuGetAudit", "false")),
        new XElement("ItemGroup", packages.Select(package => new XElement(
            "PackageReference",
            new XAttribute("Include", package),
            new XAttribute("Version", package.StartsWith("Verifier.", StringComparison.Ordinal) ? _packed.Version : Pinned.VersionOf(package)))))).ToString());

    public Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, file), text);

    /// <summary>Runs a dotnet command in it and returns its last lines.</summary>
    public Task<string> RunAsync(params string[] arguments) => Command.RunAsync(Start(arguments));

    /// <summary>Builds it.</summary>
    public Task BuildAsync() => RunAsync("build", "--output", "built", "-p:UseSharedCompilation=false");

    /// <summary>Runs what was built on a free port of loopback, with more settings in its environment, named as in configuration, and returns its address.</summary>
    public async Task<Uri> StartAsync(params IEnumerable<(string Name, string Value)> settings)
    {
        var start = Start(Path.Combine("built", $"{Name}.dll"), "--urls", "http://127.0.0.1:0");
        foreach (var (name, value) in settings.Append(("Logging:LogLevel:Microsoft.Hosting.Lifetime", "Information")))
        {
            start.Environment[name.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        _process = ChildProcess.Start(start);
        return await _process.ReadAddressAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
    }

    private ProcessStartInfo Start(params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = _folder.FullName };

        // A cache of its own, so that nothing of an earlier run is in it.
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages");

        // It would be read in the place of the folder's own.
        _ = start.Environment.Remove("RestoreConfigFile");
        return start;
    }
}
