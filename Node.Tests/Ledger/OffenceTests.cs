using Chain.Ledger;
using Chain.Wire;
using NUnit.Framework;

namespace Chain.Tests.Ledger;

public class OffenceTests
{
    [Test]
    public void Validators_are_rows_and_their_keys_accounts_of_their_members_party()
    {
        Market market = Market.Open();
        for (int i = 0; i < Market.Validators.Count; i++)
        {
            AccountId key = Market.Validators[i], member = i % 2 == 0 ? Market.Alpha : Market.Beta;
            Assert.That(market.Row<StateRow.Validator>(StateKey.Validator((ushort)i)), Is.EqualTo(
                new StateRow.Validator((ushort)i, new PublicKey(key.Bytes), member, $"validator-{i}")));
            Assert.That(market.Row<StateRow.Account>(StateKey.Account(key))!.PartyName,
                Is.EqualTo(i % 2 == 0 ? "alpha" : "beta"));
        }
    }

    [Test]
    public void A_report_keeps_both_votes_who_reported_and_where()
    {
        Market market = Market.Open();
        Evidence votes = OffenceRows.Twice(VoteKind.Commit);
        AccountId reporter = Market.Trader(0);
        Assert.That(market.Try(reporter, OffenceRows.Report(votes)), Is.EqualTo(ReceiptStatus.Ok));
        Assert.That(market.Row<StateRow.Offence>(StateKey.Offence(0)), Is.EqualTo(
            new StateRow.Offence(0, reporter, market.State.Height.Value, votes)));
        Assert.That(market.Row<StateRow.Offence>(StateKey.Offence(1)), Is.Null);
    }

    [Test]
    public void A_row_whose_votes_prove_nothing_does_not_decode()
    {
        byte[] key = StateKey.Offence(0);
        byte[] Value(Evidence votes) =>
        [
            .. Market.Alpha.Bytes.ToArray(), .. new byte[8], .. VoteCodec.Encode(votes.First),
            .. VoteCodec.Encode(votes.Second),
        ];
        Evidence proof = OffenceRows.Twice(VoteKind.Prepare);
        Assert.That(StateRow.Decode(key, Value(proof)), Is.Not.Null);
        Assert.That(StateRow.Decode(key, Value(proof with { Second = proof.First })), Is.Null);
        Assert.That(StateRow.Decode(StateKey.Offence(1), Value(proof)), Is.Null);
    }

    [Test]
    public void A_genesis_whose_validator_belongs_to_no_member_is_refused()
    {
        GenesisState genesis = Market.Genesis(1, 1, 1);
        GenesisValidator first = genesis.Validators[0] with { Member = Market.Trader(0) };
        Assert.That(() => LedgerState.FromGenesis(genesis with { Validators = [first] }),
            Throws.TypeOf<GenesisException>());
        GenesisValidator twice = genesis.Validators[0];
        Assert.That(() => LedgerState.FromGenesis(genesis with { Validators = [twice, twice] }),
            Throws.TypeOf<GenesisException>());
    }
}
