using Chain.Client;
using Chain.Crypto;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Cli.Demo;

/// <summary>
/// One account of the demonstration: a key, and the node it talks to — another one where that fails.
/// </summary>
internal sealed class DemoActor(
    string name, ECPrivKey key, IReadOnlyList<ChainClient> nodes, int firstNode, TimeProvider time)
    : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private int node = firstNode % nodes.Count;

    public string Name => name;

    public AccountId Account => key.Account;

    public ChainClient Client => nodes[node];

    /// <returns>The receipt's status; null when no node answered: the next call tries another one.</returns>
    public async Task<ReceiptStatus?> SubmitAsync(
        string chainId, IEnumerable<Operation> operations, CancellationToken cancel)
    {
        var builder = new TransactionBuilder(chainId, key);
        foreach (Operation operation in operations) builder.Add(operation);
        try
        {
            Transaction transaction = builder.Sign(time.GetUtcNow());
            return (await Client.SubmitAsync(transaction, Patience, cancel)).Status;
        }
        catch (RpcException)
        {
            MoveOn();
            return null;
        }
    }

    /// <summary>Agrees, as a lease's tenant, to what its provider says that it delivered.</summary>
    public PostDelivery CoSign(string chainId, PostDelivery receipt) =>
        LeaseOperations.CoSign(chainId, receipt, key);

    public void MoveOn() => node = (node + 1) % nodes.Count;

    public void Dispose() => key.Dispose();
}
