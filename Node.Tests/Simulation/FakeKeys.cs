using System.Runtime.InteropServices;
using Chain.Consensus;

namespace Chain.Tests.Simulation;

/// <summary>
/// Signatures at the price of a few multiplications: a keyed mix of the real signing digest. Unforgeable in
/// here, because nobody in a run signs for a number that is not its own.
/// </summary>
public sealed class FakeKeys
{
    private readonly ulong[] secrets;
    private readonly Hash32 chain;
    private readonly Dictionary<(VoteKind, ulong, ulong, Hash32), Hash32> digests = [];

    public FakeKeys(int count, Hash32 chain, Prng prng)
    {
        this.chain = chain;
        secrets = new ulong[count];
        for (int i = 0; i < count; i++) secrets[i] = prng.Next();
        Public = [.. Enumerable.Range(0, count).Select(_ => new PublicKey(prng.Hash()))];
    }

    public IReadOnlyList<PublicKey> Public { get; }

    public Signature Sign(int voter, Hash32 digest)
    {
        Span<ulong> words = stackalloc ulong[8];
        ReadOnlySpan<ulong> input = MemoryMarshal.Cast<byte, ulong>(digest.Span);
        ulong state = secrets[voter];
        for (int i = 0; i < 8; i++)
        {
            state ^= input[i & 3];
            words[i] = Prng.Mix(ref state);
        }
        return Signature.From(MemoryMarshal.AsBytes(words));
    }

    public Vote Sign(int voter, VoteKind kind, Epoch epoch, View view, Hash32 digest) =>
        new(kind, epoch, view, digest, voter, Sign(voter, DigestOf(kind, epoch, view, digest)));

    public bool IsSigned(Vote vote) =>
        (uint)vote.Voter < (uint)secrets.Length
        && vote.Signature == Sign(vote.Voter, DigestOf(vote.Kind, vote.Epoch, vote.View, vote.Digest));

    /// <summary>
    /// Every signature in it is right and there is one per voter; the quorum is not counted.
    /// </summary>
    public bool IsSigned(Certificate certificate)
    {
        if (!certificate.Voters.IsWithin(secrets.Length)) return false;
        if (certificate.Signatures.Count != certificate.Voters.Count) return false;
        Hash32 digest = DigestOf(certificate.Kind, certificate.Epoch, certificate.View, certificate.Digest);
        int next = 0;
        for (int voter = 0; voter < secrets.Length; voter++)
        {
            if (certificate.Voters.Contains(voter)
                && certificate.Signatures[next++] != Sign(voter, digest)) return false;
        }
        return true;
    }

    public PeerMessage.NewestVotes Sign(int signer, Epoch epoch, PeerMessage.NewestVotes answer) =>
        answer with { Signature = Sign(signer, NewestVotesCodec.SigningDigest(chain, epoch, answer)) };

    public bool IsSigned(PeerMessage.NewestVotes answer, Epoch epoch) =>
        (uint)answer.Answerer < (uint)secrets.Length
        && answer.Signature == Sign(answer.Answerer, epoch, answer).Signature;

    private Hash32 DigestOf(VoteKind kind, Epoch epoch, View view, Hash32 digest)
    {
        var key = (kind, epoch.Value, view.Value, digest);
        if (!digests.TryGetValue(key, out Hash32 signed))
            digests[key] = signed = VoteCodec.SigningDigest(chain, kind, epoch, view, digest);
        return signed;
    }
}
