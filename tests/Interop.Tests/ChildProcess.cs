using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;

namespace Verifier.Interop.Tests;

/// <summary>A program that runs beside the tests: lines in, lines out, and ended with everything it started.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";

    // What a healthy program does in a second gets a minute here: this ends a hung run and measures nothing.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _said = new();

    private ChildProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Take(line.Data);
        _process.ErrorDataReceived += (_, line) => Remember(line.Data);
    }

    /// <summary>Starts it. Throws <see cref="System.ComponentModel.Win32Exception"/> where there is no such program.</summary>
    public static ChildProcess Start(ProcessStartInfo start)
    {
        var child = new ChildProcess(start);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The memory that it holds, in bytes.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Whether it runs no more.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>The last lines that it has written.</summary>
    public string LastWords => string.Join('\n', _said);

    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    public async Task<string> ReadLineAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            return await _lines.Reader.ReadAsync(patience.Token);
        }
        catch (Exception fault) when (fault is ChannelClosedException or OperationCanceledException)
        {
            throw new InvalidOperationException($"{Name} said nothing more. Its last words:\n{LastWords}", fault);
        }
    }

    /// <summary>Reads on until it says where it listens, as ASP.NET Core's hosts do at level Information.</summary>
    public async Task<Uri> ReadAddressAsync()
    {
        while (true)
        {
            var line = await ReadLineAsync();
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0)
            {
                return new Uri(line[(at + Listening.Length)..].Trim());
            }
        }
    }

    /// <summary>Waits until it ends by itself, three minutes at most unless told otherwise.</summary>
    public async Task<(int ExitCode, string LastWords)> EndAsync(TimeSpan? atMost = null)
    {
        using var patience = new CancellationTokenSource(atMost ?? 3 * Patience);
        await _process.WaitForExitAsync(patience.Token);
        return (_process.ExitCode, LastWords);
    }

    /// <summary>Ends it as kill -9 does: in the middle of whatever it is doing.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    /// <summary>Asks it to stop, as a service manager does, and waits until it has.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return (await EndAsync()).ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private string Name => Path.GetFileName(_process.StartInfo.FileName) + " " + string.Join(' ', _process.StartInfo.ArgumentList);

    private void Take(string? line)
    {
        Remember(line);
        _ = line is null ? _lines.Writer.TryComplete() : _lines.Writer.TryWrite(line);
    }

    private void Remember(string? line)
    {
        if (line is not null)
        {
            _said.Enqueue(line);
        }

        while (_said.Count > 20)
        {
            _ = _said.TryDequeue(out _);
        }
    }
}
