using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Verifier.Standalone.Demo;

namespace Verifier.Testing.Tests.Demo;

/// <summary>What the demo prints is run by a shell here, against a server that keeps what it is sent.</summary>
public sealed class DemoScriptTests : IAsyncLifetime
{
    private const string Answer = """{"allowed":true}""";

    private TinyServer _verifier = null!;
    private DemoMode _demo = null!;
    private string[] _lines = [];

    public async Task InitializeAsync()
    {
        _verifier = await TinyServer.StartAsync((_, response) => response.WriteAsync(Answer));
        _demo = await DemoMode.StartAsync();
        _lines = Print();
    }

    public async Task DisposeAsync()
    {
        await _demo.DisposeAsync();
        await _verifier.DisposeAsync();
    }

    [Fact]
    public void Every_step_is_a_title_then_what_to_expect_then_one_line_of_curl()
    {
        for (int step = 1; step <= 8; step++)
        {
            int title = Array.FindIndex(_lines, line => line.StartsWith($"# {step}. ", StringComparison.Ordinal));
            Assert.True(title > 0, $"There is no step {step}.");
            Assert.StartsWith("# expect ", _lines[title + 1], StringComparison.Ordinal);
            Assert.StartsWith("curl -sS ", _lines[title + 2], StringComparison.Ordinal);
            Assert.Empty(_lines[title + 3]);
        }

        Assert.All(_lines, line => Assert.True(line.Length == 0 || line.StartsWith("# ", StringComparison.Ordinal)
            || line.StartsWith("curl ", StringComparison.Ordinal) || line.StartsWith("TOKEN=", StringComparison.Ordinal), line));
    }

    [SkippableFact]
    public async Task The_allowed_request_posts_a_good_token_for_an_hour_with_its_scope()
    {
        JsonObject sent = await RunAsync(1);
        string token = ((string)sent["authorization"]!)["Bearer ".Length..];
        JsonObject claims = Jws.ReadClaims(token);

        Assert.Equal("demo", (string)sent["tenant"]!);
        Assert.Equal("""["read:orders"]""", sent["scopes"]!.ToJsonString());
        Assert.Equal("https://api.demo", (string)claims["aud"]!);
        Assert.Equal(3600, (long)claims["exp"]! - (long)claims["iat"]!);
        Assert.True(await VerifiesAsync(token));
        Assert.Contains($"TOKEN='{token}'", _lines);
    }

    [SkippableFact]
    public async Task The_request_with_a_missing_scope_has_a_good_token_without_it()
    {
        JsonObject sent = await RunAsync(2);
        string token = ((string)sent["authorization"]!)["Bearer ".Length..];

        Assert.Equal("""["write:orders"]""", sent["scopes"]!.ToJsonString());
        Assert.Equal("read:orders", (string)Jws.ReadClaims(token)["scope"]!);
        Assert.True(await VerifiesAsync(token));
    }

    [SkippableFact]
    public async Task The_tampered_token_claims_the_scope_and_does_not_verify()
    {
        JsonObject sent = await RunAsync(3);
        string token = ((string)sent["authorization"]!)["Bearer ".Length..];

        Assert.Contains((string)sent["scopes"]![0]!, (string)Jws.ReadClaims(token)["scope"]!, StringComparison.Ordinal);
        Assert.False(await VerifiesAsync(token));
    }

    [SkippableFact]
    public async Task The_DPoP_request_has_a_bound_token_and_a_proof_for_what_it_names()
    {
        JsonObject sent = await RunAsync(4);
        string token = ((string)sent["authorization"]!)["DPoP ".Length..];
        string proof = (string)sent["dpop"]!;
        JsonObject claims = Jws.ReadClaims(proof);
        var jwk = (JsonObject)Jws.ReadHeader(proof)["jwk"]!;

        Assert.True(await VerifiesAsync(token));
        Assert.True((await IndependentJwt.CheckWithKeyAsync(proof, jwk)).IsValid);
        Assert.Equal(TestKey.ThumbprintOf(jwk), (string)Jws.ReadClaims(token)["cnf"]!["jkt"]!);
        Assert.Equal(DPoPProof.HashOf(token), (string)claims["ath"]!);
        Assert.Equal(((string)sent["method"]!, (string)sent["url"]!), ((string)claims["htm"]!, (string)claims["htu"]!));
    }

    [Fact]
    public void The_replay_is_the_same_line_again()
    {
        Assert.Equal(Command(4), Command(5));
        Assert.Equal(7, _lines.Where(line => line.StartsWith("curl ", StringComparison.Ordinal)).Distinct().Count());
    }

    [SkippableFact]
    public async Task More_tokens_come_from_the_issuer_for_the_line_that_says_so()
    {
        JsonNode answer = JsonNode.Parse(await ShellAsync(Command(6)))!;

        Assert.Equal("Bearer", (string)answer["token_type"]!);
        Assert.True(await VerifiesAsync((string)answer["access_token"]!));
    }

    [SkippableFact]
    public async Task After_the_rotation_the_last_line_posts_a_token_of_the_new_key()
    {
        string kid = (string)JsonNode.Parse(await ShellAsync(Command(7)))!["kid"]!;

        Assert.Equal(Answer, (await ShellAsync(Command(8))).Trim());
        string token = ((string)JsonNode.Parse(_verifier.Requests.Last().Body)!["authorization"]!)["Bearer ".Length..];
        Assert.Equal(kid, (string)Jws.ReadHeader(token)["kid"]!);
        Assert.True(await VerifiesAsync(token));
    }

    [SkippableFact]
    public async Task The_admin_key_is_read_from_its_file_and_never_printed()
    {
        await File.WriteAllTextAsync(Path.Combine(_demo.DataDirectory, "admin.key"), "the-admin-key\n");
        string[] lines = Print();

        _ = await ShellAsync(lines.Last(line => line.StartsWith("curl ", StringComparison.Ordinal)));

        TinyServer.Received request = Assert.Single(_verifier.Requests);
        Assert.Equal(("GET", "Bearer the-admin-key"), (request.Method, request.Authorization));
        Assert.DoesNotContain(lines, line => line.Contains("the-admin-key", StringComparison.Ordinal));
    }

    [SkippableFact]
    public async Task All_of_it_together_is_a_shell_script()
    {
        string answers = await ShellAsync(string.Join('\n', _lines));

        Assert.Equal(6, _verifier.Requests.Count);
        Assert.Equal(8, answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private string[] Print()
    {
        using StringWriter output = new() { NewLine = "\n" };
        _demo.Print(output, _verifier.Url.ToString());
        return output.ToString().Split('\n');
    }

    private string Command(int step) => _lines[Array.FindIndex(_lines, line => line.StartsWith($"# {step}. ", StringComparison.Ordinal)) + 2];

    private async Task<JsonObject> RunAsync(int step)
    {
        Assert.Equal(Answer, (await ShellAsync(Command(step))).Trim());
        return JsonNode.Parse(Assert.Single(_verifier.Requests).Body)!.AsObject();
    }

    private static async Task<bool> VerifiesAsync(string token)
    {
        using HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
        string issuer = (string)Jws.ReadClaims(token)["iss"]!;
        JsonObject keys = JsonNode.Parse(await http.GetStringAsync($"{issuer}/jwks"))!.AsObject();
        return (await IndependentJwt.CheckAsync(token, keys, issuer, "https://api.demo")).IsValid;
    }

    private static async Task<string> ShellAsync(string script)
    {
        Skip.If(OperatingSystem.IsWindows() || !Exists("bash") || !Exists("curl"), "The demo's lines are for bash and curl.");
        using Process bash = Process.Start(new ProcessStartInfo("bash", ["-s"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await bash.StandardInput.WriteAsync(script + "\n");
        bash.StandardInput.Close();
        Task<string> errors = bash.StandardError.ReadToEndAsync();
        string output = await bash.StandardOutput.ReadToEndAsync();
        await bash.WaitForExitAsync();
        Assert.Equal(("", 0), (await errors, bash.ExitCode));
        return output;
    }

    private static bool Exists(string program)
        => Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Any(directory => File.Exists(Path.Combine(directory, program))) == true;
}
