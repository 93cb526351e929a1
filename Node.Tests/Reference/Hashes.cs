namespace Chain.Tests.Reference;

/// <summary>Tagged hashes that break ties and name things, with the rule that says what is hashed.</summary>
internal static class Hashes
{
    private static readonly TaggedHash Ration = new("chain/ration"), Walk = new("chain/lease-walk"),
        Lease = new("chain/lease"), Group = new("chain/group"), BundleParty = new("chain/bundle-party"),
        Dispute = new("chain/dispute"), Panel = new("chain/panel"), Vote = new("chain/dispute-vote"),
        Request = new("chain/request"), Quote = new("chain/quote"), Tie = new("chain/quote-tie");

    /// <summary>M-408.</summary>
    public static Hash32 OfRation(World world, Hash32 instrument, bool isBuy, string party) =>
        new RowWriter().Hash(world.ParentDigest).Hash(instrument).U8(isBuy ? 1u : 2).Text(party)
            .Tagged(Ration);

    /// <summary>M-410.</summary>
    public static Hash32 OfWalk(World world, Hash32 instrument, Hash32 account) =>
        new RowWriter().Hash(world.ParentDigest).Hash(instrument).Hash(account).Tagged(Walk);

    /// <summary>M-411.</summary>
    public static Hash32 OfLease(World world, Hash32 instrument, Hash32 provider, Hash32 tenant) =>
        new RowWriter().Hash(world.ParentDigest).Hash(instrument).Hash(provider).Hash(tenant)
            .Tagged(Lease);

    /// <summary>M-510.</summary>
    public static Hash32 OfGroup(World world, BundleRow bundle) =>
        new RowWriter().Hash(bundle.Account).U64(bundle.ClientId).Hash(world.ParentDigest).Tagged(Group);

    /// <summary>M-504.</summary>
    public static Hash32 OfBundleParty(World world, string party) =>
        new RowWriter().Hash(world.ParentDigest).Text(party).Tagged(BundleParty);

    /// <summary>M-736.</summary>
    public static Hash32 OfDispute(Hash32 lease, ulong receipt) =>
        new RowWriter().Hash(lease).U64(receipt).Tagged(Dispute);

    /// <summary>M-733.</summary>
    public static Hash32 OfSeat(World world, DisputeRow dispute, AccountId member) =>
        new RowWriter().Hash(world.ParentDigest).Hash(dispute.Dispute).U8((ulong)dispute.Round)
            .Hash(member).Tagged(Panel);

    /// <summary>M-734.</summary>
    public static Hash32 OfVote(DisputeRow dispute, AccountId member, ulong outcome, Hash32 salt) =>
        new RowWriter().Hash(dispute.Dispute).U8((ulong)dispute.Round).Hash(member).U8(outcome).Hash(salt)
            .Tagged(Vote);

    /// <summary>M-542.</summary>
    public static Hash32 OfRequest(AccountId tenant, ulong number) =>
        new RowWriter().Hash(tenant).U64(number).Tagged(Request);

    /// <summary>M-542.</summary>
    public static Hash32 OfQuote(World world, AccountId tenant, ulong number, AccountId provider,
        ulong price, Hash32 salt, Hash32 offer) => new RowWriter().Hash(world.ChainHash).Hash(tenant)
            .U64(number).Hash(provider).U64(price).Hash(salt).Hash(offer).Tagged(Quote);

    /// <summary>M-544.</summary>
    public static Hash32 OfTie(World world, RequestRow request, string party) =>
        new RowWriter().Hash(world.ParentDigest).Hash(request.Account).U64(request.ClientId).Text(party)
            .Tagged(Tie);
}
