namespace Chain.Ledger;

/// <summary>Rows of validators and of what they signed against themselves.</summary>
public abstract partial record StateRow
{
    /// <param name="Number">In voting order.</param>
    /// <param name="VotingKey">Signs its votes.</param>
    /// <param name="RunBy">A member.</param>
    public sealed record Validator(ushort Number, PublicKey VotingKey, AccountId RunBy, string Name)
        : StateRow;

    /// <param name="Number">Of the validator.</param>
    /// <param name="Height">Of the block that holds the report.</param>
    /// <param name="Proof">The two votes; their signatures were checked before it became a row.</param>
    public sealed record Offence(ushort Number, AccountId Reporter, ulong Height, Evidence Proof) : StateRow
    {
        internal static Offence? Read(ushort number, ref FixedReader v)
        {
            (var reporter, ulong height) = (new AccountId(v.Hash()), v.U64());
            Vote? first = VoteCodec.Decode(v.Bytes(VoteCodec.Size));
            Vote? second = VoteCodec.Decode(v.Bytes(VoteCodec.Size));
            if (first is null || second is null) return null;
            var proof = new Evidence(first, second);
            return proof.IsProof && first.Voter == number
                ? new Offence(number, reporter, height, proof) : null;
        }
    }
}
