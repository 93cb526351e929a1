namespace Chain.Node.Bench;

/// <summary>How large a benchmark is.</summary>
/// <param name="Validators">Processes on this machine, 1 to 16.</param>
/// <param name="Seconds">
/// Measured under load, after the warm-up; 1 to 60, so that nothing signed ahead expires.
/// </param>
/// <param name="WarmUpSeconds">
/// Under load before anything is measured; lets the JIT and the caches settle.
/// </param>
/// <param name="Accounts">Half of them buy, half sell.</param>
/// <param name="OperationsPerTransaction">Orders and cancellations under one signature.</param>
/// <param name="MatchingPercent">Of them that are meant to trade; the others rest and are cancelled.</param>
/// <param name="InFlight">
/// Transactions sent and not yet answered, over all validators: the bound of every queue.
/// </param>
/// <param name="IdleSamples">Transactions sent one at a time for the idle latency.</param>
internal sealed record BenchOptions(
    int Validators, int Seconds, int WarmUpSeconds, int Accounts, int OperationsPerTransaction,
    int MatchingPercent, int InFlight, int IdleSamples);
