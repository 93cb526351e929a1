using System.Security.Cryptography;
using Chain.Crypto;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Client;

/// <summary>
/// Collects operations of one account and signs them as one transaction: all of them happen, or none.
/// </summary>
/// <param name="chainId">Of the chain it is for.</param>
/// <param name="key">Signs.</param>
/// <param name="account">
/// Whose present key it is, after a rotation (M-150); the account of that key's own id when null.
/// </param>
public sealed class TransactionBuilder(string chainId, ECPrivKey key, AccountId? account = null)
{
    /// <summary>How long a transaction stays includable unless the caller says otherwise.</summary>
    public static readonly TimeSpan Validity = TimeSpan.FromSeconds(60);

    /// <summary>As long as the ledger allows.</summary>
    public static readonly TimeSpan LongestValidity = TimeSpan.FromMilliseconds(Limits.ValidityMs);

    private readonly List<Operation> operations = [];

    /// <summary>At most <see cref="Limits.OperationsPerTransaction"/>.</summary>
    public TransactionBuilder Add(Operation operation)
    {
        Require.That(operations.Count < Limits.OperationsPerTransaction);
        operations.Add(operation);
        return this;
    }

    /// <param name="now">From when on it can be sent.</param>
    /// <param name="validity">For how long; <see cref="Validity"/> when null.</param>
    /// <returns>Signed, with a fresh nonce: signing twice gives two transactions.</returns>
    public Transaction Sign(DateTimeOffset now, TimeSpan? validity = null)
    {
        Require.That(operations.Count > 0);
        AccountId signer = account ?? key.Account;
        var body = new TransactionBody
        {
            ChainId = chainId,
            Account = signer.ToByteString(),
            Key = signer == key.Account ? ByteString.Empty : key.Account.ToByteString(),
            ValidUntilMs = (ulong)(now + (validity ?? Validity)).ToUnixTimeMilliseconds(),
            Nonce = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))),
        };
        body.Operations.Add(operations);
        byte[] bytes = body.ToByteArray();
        Hash32 id = TaggedHash.Transaction.Of(bytes);
        Signature signature = key.Sign(id);
        return new Transaction(id, signer, body, signature, TransactionCodec.Encode(bytes, signature));
    }
}
