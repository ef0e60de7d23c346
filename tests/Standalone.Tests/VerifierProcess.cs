using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Verifier.Standalone.Tests;

/// <summary>The one-process host as a process: started, asked over HTTP, stopped, killed.</summary>
internal sealed class VerifierProcess : IAsyncDisposable
{
    public const string AdminKey = "admin-0123456789-0123456789-0123456789";

    /// <summary>In the place of a value: the setting is left out.</summary>
    public const string NoValue = "(none)";

    private const string Listening = "Now listening on: ";

    // For what a healthy process does in a second: ends a hung run and measures nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private VerifierProcess(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
        Http = new HttpClient { Timeout = Patience };
    }

    /// <summary>Speaks to it; once it listens.</summary>
    public HttpClient Http { get; }

    public int Id => _process.Id;

    /// <summary>What it has said so far.</summary>
    public string Said => string.Join('\n', _said);

    /// <summary>Starts it; the settings are configuration, <c>Verifier:</c> and so on.</summary>
    /// <param name="directory">Its data directory.</param>
    /// <param name="settings">More settings.</param>
    /// <param name="by">A program that starts it, with its arguments; null: none.</param>
    public static VerifierProcess Begin(string directory, IEnumerable<(string Setting, string Value)> settings, params string[] by)
    {
        string[] command = [.. by, "dotnet", typeof(StandaloneHost).Assembly.Location, "--urls=http://127.0.0.1:0"];
        ProcessStartInfo start = new(command[0], command[1..]) { WorkingDirectory = AppContext.BaseDirectory };
        foreach ((string setting, string value) in (IEnumerable<(string, string)>)[("Verifier:DataDirectory", directory), ("Verifier:Admin:Keys:boss", AdminKey), ("Verifier:Fetch:AllowHttpLoopback", "true"), .. settings])
        {
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value is NoValue ? null : value;
        }

        VerifierProcess process = new(start);
        process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Starts it and waits until it listens.</summary>
    public static async Task<VerifierProcess> StartAsync(string directory, params (string Setting, string Value)[] settings)
    {
        VerifierProcess process = Begin(directory, settings);
        await process.ListensAsync();
        return process;
    }

    public async Task ListensAsync()
    {
        Task first = await Task.WhenAny(_address.Task, _process.WaitForExitAsync()).WaitAsync(Patience);
        Assert.True(first == _address.Task, $"It ended with {(_process.HasExited ? _process.ExitCode : 0)}:\n{Said}");
        Http.BaseAddress = await _address.Task;
    }

    /// <summary>Waits for its end: the exit code, and all that it has said.</summary>
    public async Task<(int Code, string Said)> EndAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, Said);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await EndAsync();
    }

    /// <summary>kill -TERM, and the end that follows.</summary>
    public async Task<int> StopAsync()
    {
        using (Process kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        return (await EndAsync()).Code;
    }

    /// <summary>Calls administration.</summary>
    public async Task<HttpResponseMessage> AdminAsync(HttpMethod method, string path, JsonNode? body = null, CancellationToken cancellationToken = default)
    {
        using HttpRequestMessage request = new(method, path) { Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        return await Http.SendAsync(request, cancellationToken);
    }

    /// <summary>Calls administration and reads what it answers; the call must be good.</summary>
    public async Task<JsonObject> AskAdminAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using HttpResponseMessage response = await AdminAsync(method, path, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {text}");
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>Asks for a decision.</summary>
    public async Task<JsonObject> DecideAsync(JsonObject document, CancellationToken cancellationToken = default)
    {
        using StringContent body = new(document.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Http.PostAsync("/v1/verify", body, cancellationToken);
        string text = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        _said.Enqueue(line);
        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and int at)
        {
            _ = _address.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
        }
    }
}
