namespace Chain.Tests.Simulation;

/// <summary>A checker's finding; ends the run.</summary>
public sealed class SafetyViolationException : Exception
{
    public SafetyViolationException() { }
    public SafetyViolationException(string message) : base(message) { }
    public SafetyViolationException(string message, Exception inner) : base(message, inner) { }
}
