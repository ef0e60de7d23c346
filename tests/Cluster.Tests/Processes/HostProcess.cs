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

    private bool _isDisposed;

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

    /// <summary>Where it listens for silos; 0: it is none.</summary>
    public int SiloPort { get; init; }

    /// <summary>Where it listens for front ends; 0: it is no silo.</summary>
    public int GatewayPort { get; init; }

    public bool HasExited => _process.HasExited;

    public bool HasStarted => _started.Task.IsCompleted;

    /// <summary>What it has said so far.</summary>
    public IReadOnlyCollection<string> Said => _said;

    /// <summary>Starts it without waiting for anything.</summary>
    public static HostProcess Begin(string name, string assembly, bool servesHttp, IEnumerable<(string Setting, string Value)> settings, int siloPort = 0, int gatewayPort = 0)
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

        HostProcess process = new(name, start) { SiloPort = siloPort, GatewayPort = gatewayPort };
        _ = process._process.Start();
        process._process.BeginOutputReadLine();
        process._process.BeginErrorReadLine();
        return process;
    }

    /// <summary>Waits until it is in use; one that ends instead fails the test.</summary>
    public async Task UntilStartedAsync()
    {
        _ = await Task.WhenAny(_started.Task, _process.WaitForExitAsync(), Task.Delay(Patience));
        if (!HasStarted)
        {
            await DisposeAsync();
            throw new InvalidOperationException($"{Name} did not start:\n{string.Join('\n', Said)}");
        }
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
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    /// <summary>Waits until it has said something so often.</summary>
    public async Task HearAsync(string text, int times = 1)
    {
        for (long began = Environment.TickCount64; Said.Count(line => line.Contains(text, StringComparison.Ordinal)) < times; await Task.Delay(50))
        {
            Assert.True(Environment.TickCount64 - began < Patience.TotalMilliseconds, $"{Name} does not say \"{text}\":\n{string.Join('\n', Said.TakeLast(50))}");
        }
    }

    /// <summary>Waits for its end, and its exit code.</summary>
    public async Task<int> EndAsync()
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
