using System.Diagnostics;
using System.Text.Json.Nodes;
using Verifier.AspNetCore.Tests.Hosting;
using Verifier.Standalone;

namespace Verifier.AspNetCore.Tests.Configuration;

/// <summary>The host as the operating system sees it.</summary>
public sealed class ProcessTests
{
    [Fact]
    public async Task A_wrong_setting_is_a_sentence_on_the_error_stream_and_exit_code_1()
    {
        using Process process = Start("--Verifier:Admin:Keys:a=too-short", "--Verifier:Fetsh:Proxy=x");
        string error = await process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal(1, process.ExitCode);
        Assert.Equal("", output);
        Assert.Equal(
            ["Verifier:Admin:Keys:a has 9 characters; it must have at least 32.", "Verifier:Fetsh is not a setting; Verifier has Fetch, Admin, Callers, ForwardAuth, Replay, Tenants, TenantByToken, AllowPlainHttp, DataDirectory."],
            error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Told_to_stop_it_stops_with_exit_code_0()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Process process = Start("--urls=http://127.0.0.1:0", $"--Verifier:DataDirectory={DataDirectories.Next()}", "--Verifier:Admin:Keys:a=key-0123456789-0123456789-0123456789");
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Application started", StringComparison.Ordinal))
        {
        }

        using Process kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.Equal("", error);
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public async Task It_logs_as_JSON_where_that_is_configured()
    {
        using Process process = Start("--urls=http://127.0.0.1:0", $"--Verifier:DataDirectory={DataDirectories.Next()}", "--Logging:Console:FormatterName=json");
        string? first = await process.StandardOutput.ReadLineAsync();
        process.Kill();
        await process.WaitForExitAsync();

        Assert.True(JsonNode.Parse(first!)!["EventId"] is JsonValue, first);
    }

    private static Process Start(params string[] arguments)
        => Process.Start(new ProcessStartInfo("dotnet", [typeof(StandaloneHost).Assembly.Location, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
