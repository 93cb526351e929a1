using System.Runtime.InteropServices;
using Chain.Node.Cli;

using var stop = new CancellationTokenSource();

// The first signal asks every verb to end well; a later one ends the process. Some send one twice at once, to the
// process and to its group, and mean it once.
const long OnceMs = 1_000;
long? firstMs = null;
void OnSignal(PosixSignalContext signal)
{
    firstMs ??= Environment.TickCount64;
    signal.Cancel = Environment.TickCount64 - firstMs < OnceMs;
    stop.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal);
return await new ChainCli(CliHost.OfProcess()).RunAsync(args, stop.Token);
