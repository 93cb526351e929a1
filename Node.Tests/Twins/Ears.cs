using System.Runtime.CompilerServices;
using Chain.Consensus;

namespace Chain.Tests.Twins;

/// <summary>
/// A correct replica stops voting when it sees its own signature under something that it did not sign
/// (C-42), so two copies would silence each other. A twin is a liar and does not care: what the other copy
/// signed alone does not reach this one, and certificates with it are shown with another name in its place.
/// What is passed on carries the true one.
/// </summary>
public sealed class Ears(int number)
{
    private readonly HashSet<(VoteKind, ulong, Hash32)> signed = [];
    private readonly Dictionary<Certificate, Certificate> shown = new(ByReference.Instance);
    private readonly Dictionary<Certificate, Certificate> meant = new(ByReference.Instance);

    private sealed class ByReference : IEqualityComparer<Certificate>
    {
        public static readonly ByReference Instance = new();

        public bool Equals(Certificate? x, Certificate? y) => ReferenceEquals(x, y);

        public int GetHashCode(Certificate obj) => RuntimeHelpers.GetHashCode(obj);
    }

    public void Signed(Vote vote) => signed.Add((vote.Kind, vote.View.Value, vote.Digest));

    /// <returns>Null for what is not heard.</returns>
    public PeerMessage? Hear(PeerMessage message) => message switch
    {
        PeerMessage.OfVote of => IsForeign(of.Vote) ? null : of,
        PeerMessage.OfCertificate of =>
            Show(of.Certificate) is var other && ReferenceEquals(other, of.Certificate)
                ? of : new PeerMessage.OfCertificate(other),
        PeerMessage.OfProposal of => IsForeign(of.Proposal.LeaderPrepare)
            ? null : new PeerMessage.OfProposal(Change(of.Proposal, Show)),
        PeerMessage.OfEvidence of => of.Evidence.First.Voter == number ? null : of,
        _ => message,
    };

    public PeerMessage Speak(PeerMessage message) => message switch
    {
        PeerMessage.OfCertificate of when meant.TryGetValue(of.Certificate, out Certificate? original) =>
            new PeerMessage.OfCertificate(original),
        PeerMessage.OfProposal of => new PeerMessage.OfProposal(
            Change(of.Proposal, certificate => meant.GetValueOrDefault(certificate, certificate))),
        _ => message,
    };

    /// <summary>A certificate as this copy may see it.</summary>
    public Certificate Show(Certificate certificate)
    {
        if (!certificate.Voters.Contains(number) || IsSigned(certificate.Kind, certificate.View,
            certificate.Digest)) return certificate;
        if (shown.TryGetValue(certificate, out Certificate? known)) return known;
        var voters = new VoterSet(certificate.Voters.Bits & ~(UInt128.One << number));
        for (int other = 0; voters.Count < Genesis.QuorumSize; other++)
            if (other != number) voters = voters.With(other);
        Certificate renamed = certificate with
        {
            Voters = voters,
            Signatures = [.. certificate.Signatures.Take(voters.Count)],
        };
        meant[renamed] = certificate;
        return shown[certificate] = renamed;
    }

    private static Proposal Change(Proposal proposal, Func<Certificate, Certificate> change)
    {
        if (proposal.Parent is null && proposal.ViewChanges.Count == 0) return proposal;
        return proposal with
        {
            Parent = proposal.Parent is { } parent ? change(parent) : null,
            ViewChanges = [.. proposal.ViewChanges.Select(change)],
        };
    }

    private bool IsForeign(Vote vote) =>
        vote.Voter == number && !IsSigned(vote.Kind, vote.View, vote.Digest);

    private bool IsSigned(VoteKind kind, View view, Hash32 digest) =>
        signed.Contains((kind, view.Value, digest));
}
