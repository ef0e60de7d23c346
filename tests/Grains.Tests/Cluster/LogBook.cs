using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Verifier.Grains.Tests;

/// <summary>All that the verifier's own parts log.</summary>
public sealed class LogBook : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines.Select(line => line.Text)];

    public IReadOnlyList<string> Of(int id) => [.. _lines.Where(line => line.Id == id).Select(line => line.Text)];

    public ILogger CreateLogger(string categoryName) => new Writer(this, categoryName.StartsWith("Verifier", StringComparison.Ordinal));

    public void Dispose()
    {
    }

    private sealed class Writer(LogBook book, bool isOurs) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => isOurs;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (isOurs)
            {
                book._lines.Enqueue((eventId.Id, formatter(state, exception)));
            }
        }
    }
}
