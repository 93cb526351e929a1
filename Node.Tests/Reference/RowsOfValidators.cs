namespace Chain.Tests.Reference;

/// <summary>M-180; for ever.</summary>
/// <param name="VotingKey">What it votes with, whatever signs for its account by now.</param>
internal sealed record ValidatorRow(int Number, Hash32 VotingKey, AccountId RunBy, string Name) : Row
{
    public static RowWriter KeyOf(int number) => new RowWriter().U8(70).U16((ulong)number);

    protected override RowWriter MakeKey() => KeyOf(Number);

    public override RowWriter Value() => new RowWriter().Hash(VotingKey).Hash(RunBy).Name(Name);
}

/// <summary>M-181; for ever.</summary>
internal sealed record OffenceRow(
    int Number, AccountId Reporter, ulong Height, Vote First, Vote Second) : Row
{
    public static RowWriter KeyOf(int number) => new RowWriter().U8(71).U16((ulong)number);

    protected override RowWriter MakeKey() => KeyOf(Number);

    public override RowWriter Value() =>
        Write(Write(new RowWriter().Hash(Reporter).U64(Height), First), Second);

    private static RowWriter Write(RowWriter row, Vote vote) => row.U8((ulong)vote.Kind)
        .U64(vote.Epoch.Value).U64(vote.View.Value).Hash(vote.Digest).U16((ulong)vote.Voter)
        .Hash(vote.Signature.R).Hash(vote.Signature.S);
}
