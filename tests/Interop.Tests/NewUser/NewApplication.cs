using System.Diagnostics;
using System.Text.Json;

namespace Verifier.Interop.Tests.NewUser;

/// <summary>
/// An empty web application outside the sources, with our packages as they would be published and nothing else: no feed is asked, so what they needed
/// beyond the SDK would be missing here.
/// </summary>
internal sealed class NewApplication : IAsyncDisposable
{
    private const string Name = "Orders";

    // As "dotnet new web" writes it, and the package.
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk.Web">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Verifier.AspNetCore" Version="*-*" />
          </ItemGroup>
        </Project>
        """;

    private const string Feeds = """
        <configuration>
          <packageSources>
            <clear />
            <add key="packed" value="feed" />
          </packageSources>
          <packageSourceMapping>
            <clear />
          </packageSourceMapping>
        </configuration>
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("verifier-new-user-");
    private ChildProcess? _process;

    private string Feed => Path.Combine(_folder.FullName, "feed");

    /// <summary>Packs a project of src/ as it was last built.</summary>
    public Task PackAsync(string project)
    {
        // These tests were built with the same configuration: bin/Debug/net10.0/ is where they run.
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        return RunAsync(Repository.Root, "pack", Path.Combine("src", project), "--no-build", "--configuration", configuration, "--output", Feed);
    }

    /// <summary>Writes the application and builds it.</summary>
    public async Task BuildAsync(string program, object settings)
    {
        await WriteAsync($"{Name}.csproj", Project);
        await WriteAsync("NuGet.config", Feeds);
        await WriteAsync("Program.cs", program);
        await WriteAsync("appsettings.json", JsonSerializer.Serialize(settings));
        await RunAsync(_folder.FullName, "build", "--output", "built", "-p:UseSharedCompilation=false");
    }

    /// <summary>Runs it on a free port of loopback and returns its address.</summary>
    public async Task<Uri> StartAsync()
    {
        _process = ChildProcess.Start(Command(_folder.FullName, Path.Combine("built", $"{Name}.dll"), "--urls", "http://127.0.0.1:0"));
        return await _process.ReadAddressAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_process?.DisposeAsync() ?? ValueTask.CompletedTask);
        _folder.Delete(recursive: true);
    }

    private Task WriteAsync(string file, string text) => File.WriteAllTextAsync(Path.Combine(_folder.FullName, file), text);

    private async Task RunAsync(string folder, params string[] arguments)
    {
        await using var child = ChildProcess.Start(Command(folder, arguments));
        var (exitCode, lastWords) = await child.EndAsync();
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {exitCode}:\n{lastWords}");
    }

    private ProcessStartInfo Command(string folder, params string[] arguments) => new("dotnet", arguments)
    {
        WorkingDirectory = folder,
        Environment =
        {
            // A cache of its own: the one of this machine may hold this version from an earlier build.
            ["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages"),

            // A build server would outlive the test, and hold its output open.
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0",
        },
    };
}
