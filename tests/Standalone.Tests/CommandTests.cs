using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Verifier.Standalone.Commands;

namespace Verifier.Standalone.Tests;

/// <summary>The commands <c>explain</c> and <c>check-config</c>.</summary>
public sealed class CommandTests : Installation
{
    private string[] Settings => [.. Acme.Select(setting => $"--{setting.Item1}={setting.Item2}"), "--Verifier:Fetch:AllowHttpLoopback=true", $"--Verifier:DataDirectory={Data}"];

    [Fact]
    public async Task A_request_from_a_file_is_explained_with_the_configured_tenants_and_no_file_is_made()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Bearer().ToJsonString());
        (int code, string said, string error) = await ExplainAsync("", [file, .. Settings]);
        File.Delete(file);

        Assert.Equal((0, true), (code, (bool)JsonNode.Parse(said)!["allowed"]!));
        Assert.Contains("--url", error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_request_on_standard_input_that_is_refused_ends_with_1()
    {
        JsonObject request = Bearer();
        request["scopes"] = new JsonArray("admin");
        (int code, string said, _) = await ExplainAsync(request.ToJsonString(), ["-", .. Settings]);

        Assert.Equal((1, "scope_missing"), (code, (string?)JsonNode.Parse(said)!["reason"]));
    }

    [Theory]
    [InlineData("{\"scope\":[]}")]
    [InlineData("{\"tenant\":\"nobody\"}")]
    [InlineData("no json")]
    public async Task What_is_no_request_ends_with_2_and_a_sentence(string document)
    {
        (int code, string said, string error) = await ExplainAsync(document, Settings);

        Assert.Equal((2, ""), (code, said));
        Assert.EndsWith(".", Assert.Single(error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_given_as_an_argument_is_no_file_and_is_not_repeated()
    {
        (int code, string said, string error) = await ExplainAsync("", [Bearer().ToJsonString(), .. Settings]);

        Assert.Equal((2, ""), (code, said));
        Assert.DoesNotContain("eyJ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_too_large_ends_with_2()
        => Assert.Equal(2, (await ExplainAsync("{}".PadRight((128 * 1024) + 1), Settings)).Code);

    [Fact]
    public async Task A_wrong_setting_ends_explain_with_2()
    {
        (int code, _, string error) = await ExplainAsync("{}", ["--Verifier:Fetsh:Proxy=x"]);

        Assert.Equal(2, code);
        Assert.StartsWith("Verifier:Fetsh is not a setting", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_running_host_explains_with_what_it_alone_knows_and_no_proof_is_burned()
    {
        await using VerifierProcess host = await VerifierProcess.StartAsync(Data);
        _ = await host.AskAdminAsync(HttpMethod.Put, "/v1/tenants/put", Policy());
        string key = Path.Combine(Data, "some.key");
        await File.WriteAllTextAsync(key, VerifierProcess.AdminKey + "\n");
        JsonObject request = Proven("put");

        (int code, string said, string error) = await ExplainAsync(request.ToJsonString(), ["--url", host.Http.BaseAddress!.ToString(), "--key-file", key]);

        Assert.Equal((0, "", "put"), (code, error, (string?)JsonNode.Parse(said)!["tenant"]));
        Assert.True(IsAllowed(await host.DecideAsync(request)));

        await File.WriteAllTextAsync(key, new string('x', 40));
        (code, said, error) = await ExplainAsync("{}", [$"--url={host.Http.BaseAddress}", $"--key-file={key}"]);
        Assert.Equal((2, "", "The host answered 401: An admin key is needed, as Authorization: Bearer."), (code, said, error.TrimEnd()));
    }

    [Theory]
    [InlineData("http://verifier.example")]
    [InlineData("verifier.example")]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("http://127.0.0.1@verifier.example")]
    [InlineData("http://127.0.0.1.verifier.example")]
    public async Task An_admin_key_is_not_sent_in_the_clear_to_another_machine(string url)
    {
        (int code, _, string error) = await ExplainAsync("{}", ["--url", url]);

        Assert.Equal(2, code);
        Assert.StartsWith("--url must be", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_good_configuration_is_ok_and_nothing_is_made()
    {
        using StringWriter output = new();
        using StringWriter error = new();

        Assert.Equal(0, CheckConfigCommand.Run(Settings, output, error));
        Assert.Equal(("ok", ""), (output.ToString().Trim(), error.ToString()));
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public void Every_fault_of_a_configuration_is_printed()
    {
        using StringWriter output = new();
        using StringWriter error = new();

        Assert.Equal(2, CheckConfigCommand.Run(["--Verifier:Admin:Keys:a=too-short", "--Verifier:Fetsh:Proxy=x", "--Verifier:Tenants:acme:clockSkewSeconds=900"], output, error));
        Assert.Equal("", output.ToString());
        Assert.Contains("Verifier:Admin:Keys:a has 9 characters", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("Verifier:Fetsh is not a setting", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("clockSkewSeconds is 900", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("too-short", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_beyond_loopback_without_keys_is_a_fault_as_at_a_start()
    {
        using StringWriter output = new();
        using StringWriter error = new();

        Assert.Equal(2, CheckConfigCommand.Run([.. Settings, "--urls=https://0.0.0.0:5443"], output, error));
        Assert.Contains("0.0.0.0", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_programs_both_speak_through_their_exit_codes()
    {
        (int checkedCode, string checkedSaid) = await RunAsync("", ["check-config", .. Settings]);
        (int explainedCode, string explainedSaid) = await RunAsync("""{"authorization":"Bearer not.a.token","tenant":"acme"}""", ["explain", .. Settings]);

        Assert.Equal((0, "ok"), (checkedCode, checkedSaid.Trim()));
        Assert.Equal((1, "token_malformed"), (explainedCode, (string?)JsonNode.Parse(explainedSaid)!["reason"]));
    }

    private static async Task<(int Code, string Said)> RunAsync(string input, string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [typeof(StandaloneHost).Assembly.Location, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        string said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, said);
    }

    private static async Task<(int Code, string Said, string Error)> ExplainAsync(string input, string[] arguments)
    {
        using MemoryStream request = new(Encoding.UTF8.GetBytes(input));
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await ExplainCommand.RunAsync(arguments, request, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
