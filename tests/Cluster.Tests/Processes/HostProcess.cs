using System.Collections.Concurrent;
using System.Diagnostics;

namespace Verifier.Cluster.Tests.Processes;

/// <summary>A silo or a front end as a process: started, signalled, killed.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private const string Started = "Application started.";

    // For what a healthy process does in seconds: ends a hung run and measures nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private HostProcess(string name, ProcessStartInfo start)
    {
        Name = name;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Take(line.Data);
    }

    public string Name { get; }

    /// <summary>Where it serves HTTP; null: it does not.</summary>
    public Uri? Address { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>What it has said so far.</summary>
    public IReadOnlyCollection<string> Said => _said;

    public static async Task<HostProcess> StartAsync(string name, string assembly, bool servesHttp, IEnumerable<(string Setting, string Value)> settings)
    {
        List<string> arguments = [assembly];
        if (servesHttp)
        {
            arguments.Add("--urls=http://127.0.0.1:0");
        }

        ProcessStartInfo start = new("dotnet", arguments) { WorkingDirectory = AppContext.BaseDirectory };
        foreach ((string setting, string value) in settings)
        {
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        HostProcess process = new(name, start);
        _ = process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        try
        {
            _ = await Task.WhenAny(process._started.Task, process._process.WaitForExitAsync(), Task.Delay(Patience));
            if (!process._started.Task.IsCompleted)
            {
                throw new InvalidOperationException($"{name} did not start:\n{string.Join('\n', process.Said)}");
            }
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }

        return process;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        _ = await EndAsync();
    }

    /// <summary>kill -TERM, and the exit code that follows.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>kill -STOP: it stands still, with its connections open.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>kill -CONT.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<int> EndAsync()
    {
        using CancellationTokenSource patience = new(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"{Name} does not end:\n{string.Join('\n', Said.TakeLast(50))}");
        }

        return _process.ExitCode;
    }

    private async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
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
            Address = new Uri(line[(at + Listening.Length)..].Trim());
        }
        else if (line.Contains(Started, StringComparison.Ordinal))
        {
            _ = _started.TrySetResult();
        }
    }
}
