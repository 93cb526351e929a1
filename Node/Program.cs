using System.Runtime.InteropServices;
using Chain.Node.Cli;

using var stop = new CancellationTokenSource();

// The first signal asks every verb to end well; a second one ends the process.
void OnSignal(PosixSignalContext signal)
{
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
return await new ChainCli(CliHost.OfProcess()).RunAsync(args, stop.Token);
