using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Verifier.AspNetCore.Tests.Conformance;

/// <summary>The reason of each refusal, by its decision: what an operator finds in the log.</summary>
internal sealed class RefusalLog : ILoggerProvider, ILogger
{
    private const int Refused = 1001;

    private readonly ConcurrentDictionary<string, string> _reasons = [];

    public string ReasonOf(string decision) => _reasons[decision];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == Refused && state is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            Dictionary<string, string?> named = values.ToDictionary(value => value.Key, value => value.Value?.ToString());
            _reasons[named["DecisionId"]!] = named["Reason"]!;
        }
    }

    public void Dispose()
    {
    }
}
