using System.Runtime.InteropServices;
using Chain.Consensus;

namespace Chain.Tests.Simulation;

/// <summary>
/// Signatures at the price of a few multiplications: a keyed mix of the real digest. Unforgeable in here,
/// because nobody in a run signs for a key that is not its own. Safe for all threads once made.
/// </summary>
public sealed class FakeKeys
{
    private readonly Dictionary<PublicKey, ulong> secrets = [];
    private readonly PublicKey[] validators;

    /// <param name="validators">How many have a key.</param>
    /// <param name="clients">How many accounts have one.</param>
    public FakeKeys(int validators, int clients)
    {
        var prng = new Prng(0x5EC4E7);
        this.validators = [.. Enumerable.Range(0, validators).Select(_ => New(prng))];
        Clients = [.. Enumerable.Range(0, clients).Select(_ => New(prng))];
    }

    /// <summary>Of the validators, in voting order.</summary>
    public IReadOnlyList<PublicKey> Public => validators;

    public IReadOnlyList<PublicKey> Clients { get; }

    public Signature Sign(PublicKey key, Hash32 digest)
    {
        Span<ulong> words = stackalloc ulong[8];
        ReadOnlySpan<ulong> input = MemoryMarshal.Cast<byte, ulong>(digest.Span);
        ulong state = secrets[key];
        for (int i = 0; i < 8; i++)
        {
            state ^= input[i & 3];
            words[i] = Prng.Mix(ref state);
        }
        return Signature.From(MemoryMarshal.AsBytes(words));
    }

    public Signature Sign(int voter, Hash32 digest) => Sign(validators[voter], digest);

    public bool IsSigned(PublicKey key, Hash32 digest, Signature signature) =>
        secrets.ContainsKey(key) && Sign(key, digest) == signature;

    private PublicKey New(Prng prng)
    {
        var key = new PublicKey(prng.Hash());
        secrets.Add(key, prng.Next());
        return key;
    }
}

/// <summary>What validators of one chain sign, with fake keys.</summary>
public sealed class FakeVotes(FakeKeys keys, Hash32 chain, Epoch epoch)
{
    private readonly Dictionary<(VoteKind, ulong, ulong, Hash32), Hash32> digests = [];

    public Vote Sign(int voter, VoteKind kind, View view, Hash32 digest) =>
        Sign(voter, kind, epoch, view, digest);

    public Vote Sign(int voter, VoteKind kind, Epoch ofEpoch, View view, Hash32 digest) =>
        new(kind, ofEpoch, view, digest, voter, keys.Sign(voter, DigestOf(kind, ofEpoch, view, digest)));

    public bool IsSigned(Vote vote) =>
        (uint)vote.Voter < (uint)keys.Public.Count
        && vote.Signature == keys.Sign(vote.Voter, DigestOf(vote.Kind, vote.Epoch, vote.View, vote.Digest));

    /// <summary>
    /// Every signature in it is right and there is one per voter; the quorum is not counted.
    /// </summary>
    public bool IsSigned(Certificate certificate)
    {
        if (!certificate.Voters.IsWithin(keys.Public.Count)) return false;
        if (certificate.Signatures.Count != certificate.Voters.Count) return false;
        Hash32 digest = DigestOf(certificate.Kind, certificate.Epoch, certificate.View, certificate.Digest);
        int next = 0;
        for (int voter = 0; voter < keys.Public.Count; voter++)
        {
            if (certificate.Voters.Contains(voter)
                && certificate.Signatures[next++] != keys.Sign(voter, digest)) return false;
        }
        return true;
    }

    public PeerMessage.NewestVotes Sign(int signer, PeerMessage.NewestVotes answer) =>
        answer with { Signature = keys.Sign(signer, NewestVotesCodec.SigningDigest(chain, epoch, answer)) };

    public bool IsSigned(PeerMessage.NewestVotes answer) =>
        (uint)answer.Answerer < (uint)keys.Public.Count
        && answer.Signature == Sign(answer.Answerer, answer).Signature;

    private Hash32 DigestOf(VoteKind kind, Epoch ofEpoch, View view, Hash32 digest)
    {
        var key = (kind, ofEpoch.Value, view.Value, digest);
        if (!digests.TryGetValue(key, out Hash32 signed))
            digests[key] = signed = VoteCodec.SigningDigest(chain, kind, ofEpoch, view, digest);
        return signed;
    }
}
