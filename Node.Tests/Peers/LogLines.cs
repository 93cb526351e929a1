using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Chain.Tests.Peers;

/// <summary>What something told its operator.</summary>
internal sealed class LogLines<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> lines = new();

    /// <summary>From this level on.</summary>
    public IEnumerable<string> From(LogLevel least) =>
        lines.Where(line => line.Level >= least).Select(line => line.Text);

    public void Clear() => lines.Clear();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) =>
        lines.Enqueue((logLevel, formatter(state, exception)));
}
