namespace Chain.Tests.Simulation;

/// <summary>Thrown into the code of a process at the moment it is killed.</summary>
public sealed class ProcessDiedException : Exception
{
    public ProcessDiedException() { }

    public ProcessDiedException(string message) : base(message) { }

    public ProcessDiedException(string message, Exception inner) : base(message, inner) { }
}
