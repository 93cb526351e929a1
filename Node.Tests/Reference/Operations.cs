using Chain.Wire;
using static Chain.Tests.Reference.Refusal;

namespace Chain.Tests.Reference;

/// <summary>One operation of one account, or a refusal.</summary>
internal static class Operations
{
    public static void Run(World world, AccountId account, Operation operation)
    {
        if (MustNotBeFrozen(operation))
            Demand(!Freezing.IsFrozen(world, account), ReceiptStatus.AccountFrozen);
        if ((int)operation.KindCase is (>= 50 and <= 56) or (>= 60 and <= 63) or (>= 70 and <= 73)
            or (>= 90 and <= 92))
            Demand(!world.WorkWaits, ReceiptStatus.DueWorkWaiting);
        switch (operation)
        {
            case { Transfer: { } some }: Money.Transfer(world, account, some); break;
            case { Mint: { } some }: Money.Mint(world, account, some); break;
            case { Burn: { } some }: Money.Burn(world, account, some); break;
            case { AdmitAccount: { } some }: Governance.Admit(world, account, some); break;
            case { CreateProduct: { } some }: Catalogue.Create(world, account, some); break;
            case { AttestCapacity: { } some }: Capacity.Attest(world, account, some); break;
            case { MoveCapacity: { } some }: Capacity.Move(world, account, some); break;
            case { RevokeCapacity: { } some }: Capacity.Revoke(world, account, some); break;
            case { PublishGrade: { } some }: Catalogue.Publish(world, account, some); break;
            case { PublishRegion: { } some }: Catalogue.Publish(world, account, some); break;
            case { PlaceOrder: { } some }: Orders.Place(world, account, some); break;
            case { CancelOrder: { } some }: Orders.Cancel(world, account, some); break;
            case { CancelAllOrders: { } some }: Orders.CancelAll(world, account, some); break;
            case { ReplaceOrder: { } some }: Replacing.Replace(world, account, some); break;
            case { Propose: { } some }: Proposals.Propose(world, account, some); break;
            case { VoteProposal: { } some }: Proposals.Vote(world, account, some); break;
            case { SetRole: { } some }: Governance.SetRole(world, account, some); break;
            case { RotateKey: { } some }: Keys.Rotate(world, account, some); break;
            case { ReportOffence: { } some }: Offences.Report(world, account, some); break;
            case { PostCredentials: { } some }: Handovers.Post(world, account, some); break;
            case { Acknowledge: { } some }: Handovers.Acknowledge(world, account, some); break;
            case { Deposit: { } some }: Streams.Deposit(world, account, some); break;
            case { Withdraw: { } some }: Streams.Withdraw(world, account, some); break;
            case { GiveNotice: { } some }: Endings.GiveNotice(world, account, some); break;
            case { ExitLease: { } some }: Endings.Exit(world, account, some); break;
            case { PostDelivery: { } some }: Receipts.Post(world, account, some); break;
            case { OfferTransfer: { } some }: Transfers.Offer(world, account, some); break;
            case { AcceptTransfer: { } some }: Transfers.Accept(world, account, some); break;
            case { WithdrawTransfer: { } some }: Transfers.Withdraw(world, account, some); break;
            case { RequestQuotes: { } some }: Requests.Open(world, account, some); break;
            case { CancelRequest: { } some }: Requests.Cancel(world, account, some); break;
            case { CommitQuote: { } some }: Quotations.Commit(world, account, some); break;
            case { RevealQuote: { } some }: Quotations.Reveal(world, account, some); break;
            case { RefuseHandover: { } some }: Disputes.Refuse(world, account, some); break;
            case { OpenDispute: { } some }: Disputes.Open(world, account, some); break;
            case { CommitVerdict: { } some }: Panels.Commit(world, account, some); break;
            case { RevealVerdict: { } some }: Panels.Reveal(world, account, some); break;
            case { PlaceBundle: { } some }: Bundles.Place(world, account, some); break;
            case { PlaceBlockOrder: { } some }: Bundles.Place(world, account, some); break;
            default: throw new ArgumentException($"no rule for {operation.KindCase}");
        }
    }

    /// <summary>M-160.</summary>
    private static bool MustNotBeFrozen(Operation operation) => operation is { Transfer: not null }
        or { Burn: not null } or { PlaceOrder: not null } or { ReplaceOrder: not null }
        or { PlaceBundle: not null } or { PlaceBlockOrder: not null }
        or { RequestQuotes: not null } or { CommitQuote: not null } or { OfferTransfer: not null }
        or { AcceptTransfer: not null };
}
