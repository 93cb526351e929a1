using Chain.Crypto;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Client;

/// <summary>Operations of members and on keys, and what a vote can do, from value types.</summary>
public static class Governance
{
    /// <param name="number">One more than that of the member's last proposal.</param>
    /// <param name="action">What is to be decided.</param>
    /// <param name="expires">At most 30 days ahead.</param>
    public static Operation Propose(ulong number, ProposalAction action, DateTimeOffset expires) =>
        new()
        {
            Propose = new Propose
            {
                Number = number,
                Action = action,
                ExpiresMs = (ulong)expires.ToUnixTimeMilliseconds(),
            },
        };

    public static Operation Vote(AccountId proposer, ulong number, bool approve) =>
        new()
        {
            VoteProposal = new VoteProposal
            {
                Proposer = proposer.ToByteString(),
                Number = number,
                Approve = approve,
            },
        };

    /// <param name="account">Of a party that the signing member sponsors.</param>
    /// <param name="role">Auditor or arbitrator.</param>
    /// <param name="granted">False dismisses.</param>
    public static Operation SetRole(AccountId account, Role role, bool granted) =>
        new() { SetRole = new SetRole { Account = account.ToByteString(), Role = role, Granted = granted } };

    /// <summary>Makes a key the account's own; the present key signs the transaction.</summary>
    /// <param name="chainId">Of the chain it is for.</param>
    /// <param name="account">Whose key is replaced.</param>
    /// <param name="newKey">Signs its consent here.</param>
    /// <param name="rotations">How often the key was replaced before.</param>
    public static Operation RotateKey(
        string chainId, AccountId account, ECPrivKey newKey, ulong rotations)
    {
        var key = new PublicKey(newKey.Account.Bytes);
        Hash32 digest = InnerSignatures.RotationDigest(chainId, account, key, rotations);
        return new Operation
        {
            RotateKey = new RotateKey
            {
                NewKey = newKey.Account.ToByteString(),
                Rotation = rotations,
                NewKeySignature = ByteString.CopyFrom(newKey.Sign(digest).Span),
            },
        };
    }

    /// <summary>Puts it on the chain that a validator contradicted itself.</summary>
    /// <param name="chain">Hash of the genesis document.</param>
    /// <param name="validator">Its key.</param>
    /// <param name="proof">Two votes that it signed.</param>
    public static Operation ReportOffence(Hash32 chain, PublicKey validator, Evidence proof) =>
        new()
        {
            ReportOffence = new ReportOffence
            {
                ChainHash = ByteString.CopyFrom(chain.Span),
                Key = ByteString.CopyFrom(validator.Bytes.Span),
                First = ByteString.CopyFrom(VoteCodec.Encode(proof.First)),
                Second = ByteString.CopyFrom(VoteCodec.Encode(proof.Second)),
            },
        };

    public static ProposalAction CreateAsset(string asset, uint decimals, AccountId issuer) =>
        new()
        {
            CreateAsset = new CreateAsset
            {
                Asset = asset,
                Decimals = decimals,
                Issuer = issuer.ToByteString(),
            },
        };

    /// <param name="account">A new account, the member's own.</param>
    /// <param name="name">A new party.</param>
    public static ProposalAction AdmitMember(AccountId account, string name) =>
        new() { AdmitMember = new AdmitMember { Account = account.ToByteString(), Name = name } };

    /// <param name="member">No longer one.</param>
    /// <param name="successor">Answers for its parties from then on.</param>
    public static ProposalAction RemoveMember(AccountId member, AccountId successor) =>
        new()
        {
            RemoveMember = new RemoveMember
            {
                Member = member.ToByteString(),
                Successor = successor.ToByteString(),
            },
        };

    public static ProposalAction SetParameter(ChainParameter parameter, ulong value) =>
        new() { SetParameter = new SetParameter { Parameter = parameter, Value = value } };

    /// <summary>Out of the fees collected in an asset; minor units.</summary>
    public static ProposalAction PayFees(string asset, AccountId to, ulong amount) =>
        new() { PayFees = new PayFees { Asset = asset, To = to.ToByteString(), Amount = amount } };

    /// <summary>Renews, where it is frozen.</summary>
    public static ProposalAction Freeze(AccountId account) =>
        new() { FreezeAccount = new FreezeAccount { Account = account.ToByteString() } };

    public static ProposalAction Unfreeze(AccountId account) =>
        new() { UnfreezeAccount = new UnfreezeAccount { Account = account.ToByteString() } };

    /// <param name="party">Not a member's own.</param>
    /// <param name="sponsor">The member that answers for it from then on.</param>
    public static ProposalAction MoveParty(string party, AccountId sponsor) =>
        new() { MoveParty = new MoveParty { Party = party, Sponsor = sponsor.ToByteString() } };

    /// <summary>For an account whose key is lost or in wrong hands.</summary>
    public static ProposalAction ReplaceKey(AccountId account, PublicKey newKey) =>
        new()
        {
            ReplaceKey = new ReplaceKey
            {
                Account = account.ToByteString(),
                NewKey = ByteString.CopyFrom(newKey.Bytes.Span),
            },
        };
}
