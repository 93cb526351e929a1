using Microsoft.Extensions.Logging;

namespace Chain.Tests.Simulation;

/// <summary>
/// What a node tells its operator. Critical words and warnings are looked at: a correct node has no reason
/// for them.
/// </summary>
internal sealed class SimLog(World world, SimNode node) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) =>
        logLevel >= LogLevel.Warning || (world.Trace.Verbose && logLevel >= LogLevel.Information);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        string message = formatter(state, exception);
        world.Trace.Say(node, message);
        if (logLevel == LogLevel.Critical) world.Chains.Alarmed(node, message);
        else if (logLevel == LogLevel.Warning) world.Chains.Warned(node, message);
    }

    public void Dispose()
    {
    }
}
