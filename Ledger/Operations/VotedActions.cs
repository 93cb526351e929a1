using Chain.Ledger.Tables;
using Chain.Wire;
using Google.Protobuf;
using Kind = Chain.Wire.ProposalAction.KindOneofCase;

namespace Chain.Ledger.Operations;

/// <summary>What a vote can do (M-130 to M-134). A refusal changes nothing.</summary>
internal sealed class VotedActions(LedgerTables tables)
{
    private readonly RegistryOperations registry = new(tables);
    private readonly MemberActions members = new(tables);
    private readonly KeyOperations keys = new(tables);

    /// <summary>Takes effect at the vote that makes the quorum (M-126).</summary>
    public static bool IsImmediate(ProposalAction action) =>
        action.KindCase is Kind.FreezeAccount or Kind.UnfreezeAccount;

    /// <summary>Whether it could be done now; leaves everything as it is.</summary>
    public ReceiptStatus Try(ProposalAction action, ulong nowMs)
    {
        (int, Journal.Position) savepoint = tables.Mark;
        ReceiptStatus status = Apply(action, nowMs);
        tables.RollBack(savepoint);
        return status;
    }

    public ReceiptStatus Do(ProposalAction action, ulong nowMs)
    {
        (int, Journal.Position) savepoint = tables.Mark;
        ReceiptStatus status = Apply(action, nowMs);
        if (status != ReceiptStatus.Ok) tables.RollBack(savepoint);
        return status;
    }

    private ReceiptStatus Apply(ProposalAction action, ulong nowMs) => action.KindCase switch
    {
        Kind.CreateAsset => registry.CreateAsset(action.CreateAsset),
        Kind.AdmitMember => members.Admit(action.AdmitMember),
        Kind.RemoveMember => members.Remove(action.RemoveMember),
        Kind.SetParameter => Set(action.SetParameter),
        Kind.PayFees => Pay(action.PayFees),
        Kind.FreezeAccount => Freeze(action.FreezeAccount.Account, nowMs),
        Kind.UnfreezeAccount => Unfreeze(action.UnfreezeAccount.Account),
        Kind.MoveParty => members.Move(action.MoveParty),
        Kind.ReplaceKey => Replace(action.ReplaceKey),
        Kind.None => ReceiptStatus.InvalidParameter,
        _ => throw new BrokenInvariantException("an action of the schema has no rule"),
    };

    private ReceiptStatus Set(SetParameter set)
    {
        if (ParameterRule.Of(set.Parameter) is not { } rule) return ReceiptStatus.InvalidParameter;
        ulong floor = tables.Parameters.Of(ChainParameter.WindowFloorMs);
        if (!rule.ByVote || !rule.Allows(set.Value, floor)) return ReceiptStatus.InvalidValue;
        tables.Parameters.Update(tables.Parameters.Find(rule.Number), new ParameterRow(set.Value));
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus Pay(PayFees pay)
    {
        int asset = tables.Assets.Find(pay.Asset);
        if (asset < 0) return ReceiptStatus.UnknownAsset;
        ReceiptStatus status = AccountForm.Read(tables, pay.To, out int to);
        if (status != ReceiptStatus.Ok) return status;
        if (pay.Amount == 0) return ReceiptStatus.InvalidAmount;
        int slot = tables.Totals.Find(asset);
        TotalsRow totals = tables.Totals[slot];
        if (pay.Amount > totals.Fees) return ReceiptStatus.InsufficientBalance;
        tables.Totals.Update(slot, totals with { Fees = totals.Fees - pay.Amount });
        tables.Balances.Credit(to, asset, pay.Amount, new Cause(MovementReason.Treasury, default));
        return ReceiptStatus.Ok;
    }

    /// <summary>A renewal leaves the cancelling of orders where it is (M-160).</summary>
    private ReceiptStatus Freeze(ByteString id, ulong nowMs)
    {
        ReceiptStatus status = AccountForm.Read(tables, id, out int account);
        if (status != ReceiptStatus.Ok) return status;
        ulong length = tables.Parameters.Of(ChainParameter.FreezeMs);
        if (nowMs > ulong.MaxValue - length) return ReceiptStatus.BeyondHorizon;
        int slot = tables.Freezes.Find(account);
        if (slot >= 0) tables.Freezes.Update(slot, tables.Freezes[slot] with { UntilMs = nowMs + length });
        else
        {
            bool rests = tables.Orders.CountOf(account) > 0 || tables.Bundles.OfAccount(account).Any();
            tables.Freezes.Insert(account, new FreezeRow(nowMs + length, rests ? nowMs : 0));
        }
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus Unfreeze(ByteString id)
    {
        ReceiptStatus status = AccountForm.Read(tables, id, out int account);
        if (status != ReceiptStatus.Ok) return status;
        int slot = tables.Freezes.Find(account);
        if (slot < 0) return ReceiptStatus.NotFrozen;
        tables.Freezes.Delete(slot);
        return ReceiptStatus.Ok;
    }

    private ReceiptStatus Replace(ReplaceKey replace)
    {
        ReceiptStatus status = AccountForm.Read(tables, replace.Account, out int account);
        return status == ReceiptStatus.Ok ? keys.Replace(account, replace.NewKey) : status;
    }
}
