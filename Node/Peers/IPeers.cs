using Chain.Consensus;
using Chain.Wire;
using Grpc.Core;

namespace Chain.Node.Peers;

/// <summary>
/// The other validators, for those who tell and ask them. Telling never waits and may be in vain. Safe for
/// all threads.
/// </summary>
public interface IPeers
{
    /// <summary>For people.</summary>
    string NameOf(int peer);

    void Broadcast(PeerMessage message);

    void Send(PeerId to, PeerMessage message);

    /// <summary>Passes a verified transaction on to everyone; its first receiver does, nobody else.</summary>
    void Gossip(Transaction transaction);

    /// <summary>Hands a leader the transactions that gossip may not have brought it.</summary>
    void SendWork(int leader);

    /// <summary>
    /// Numbers in the order in which to ask: those that did not answer last time after all others, else the
    /// preferred one first, then those that are connected.
    /// </summary>
    IReadOnlyList<int> AskOrder(int preferred);

    /// <summary>Bodies of transactions of a block.</summary>
    /// <returns>Null when the peer did not answer in time.</returns>
    Task<TransactionBatch?> AskTransactionsAsync(
        int peer, FetchTransactionsRequest request, CancellationToken cancel);

    /// <summary>A block by digest.</summary>
    /// <returns>Null when the peer did not answer in time.</returns>
    Task<FetchBlockReply?> AskBlockAsync(int peer, FetchBlockRequest request, CancellationToken cancel);

    /// <summary>Committed blocks as they come; the peer decides how many there are.</summary>
    /// <exception cref="RpcException">While it is read: the peer failed or took too long.</exception>
    IAsyncEnumerable<CommittedBlock> AskChain(int peer, FetchChainRequest request, CancellationToken cancel);
}
