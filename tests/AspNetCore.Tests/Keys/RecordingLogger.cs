using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.Keys;

namespace Verifier.AspNetCore.Tests.Keys;

/// <summary>What was logged, one after the other; a fetch that has ended says so here, which is how tests wait for those that nobody waits for.</summary>
internal sealed class RecordingLogger : ILogger<IssuerKeys>
{
    private readonly Channel<(LogLevel Level, int Event, string Message)> _entries = Channel.CreateUnbounded<(LogLevel, int, string)>();

    /// <summary>The next entry; a test in which there is none fails instead of hanging.</summary>
    public async Task<(LogLevel Level, int Event, string Message)> NextAsync() => await _entries.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => _entries.Writer.TryWrite((logLevel, eventId.Id, formatter(state, exception)));
}
