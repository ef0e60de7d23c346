using System.Diagnostics;

namespace Verifier.House.Tests;

/// <summary>The service unit that docs/guides/operating.md tells people to install.</summary>
public sealed class SystemdTests
{
    private const string Unit = "samples/systemd/verifier.service";
    private const string Analyzer = "/usr/bin/systemd-analyze";

    [SkippableFact]
    public async Task Systemd_finds_nothing_wrong_with_the_unit()
    {
        Skip.IfNot(File.Exists(Analyzer), $"{Analyzer} is not on this machine, so {Unit} was not checked.");
        DirectoryInfo directory = Directory.CreateTempSubdirectory("verifier-unit-");
        try
        {
            // The program is not installed here, and a unit's program must be.
            string unit = Path.Combine(directory.FullName, Path.GetFileName(Unit));
            IEnumerable<string> lines = Repository.ReadLines(Unit).Select(line => line.StartsWith("ExecStart=", StringComparison.Ordinal) ? "ExecStart=/bin/true" : line);
            await File.WriteAllLinesAsync(unit, lines);

            using Process analyzer = Process.Start(new ProcessStartInfo(Analyzer, ["verify", "--man=no", unit]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            Task<string> output = analyzer.StandardOutput.ReadToEndAsync();
            string error = await analyzer.StandardError.ReadToEndAsync();
            await analyzer.WaitForExitAsync();

            // It ends with 0 also where it ignores a setting that it does not know, and says so.
            Assert.DoesNotContain(Path.GetFileName(Unit), error + await output, StringComparison.Ordinal);
            Assert.Equal(0, analyzer.ExitCode);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void The_unit_runs_what_the_guide_publishes()
    {
        string guide = Repository.Read("docs/guides/operating.md");

        Assert.Contains("ExecStart=/opt/verifier/Verifier.Standalone", Repository.ReadLines(Unit));
        Assert.Contains("dotnet publish src/Standalone -c Release -o /opt/verifier", guide, StringComparison.Ordinal);
        Assert.Contains("Verifier__DataDirectory=/var/lib/verifier", Repository.Read(Unit), StringComparison.Ordinal);
    }
}
