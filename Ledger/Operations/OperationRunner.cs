using Chain.Wire;
using Kind = Chain.Wire.Operation.KindOneofCase;

namespace Chain.Ledger.Operations;

/// <summary>
/// One operation against the tables. Total: whatever parses gets a status. A refusal may leave writes behind;
/// the caller rolls the whole transaction back.
/// </summary>
/// <param name="chain">Hash of the genesis document.</param>
internal sealed class OperationRunner(LedgerTables tables, Hash32 chain)
{
    private readonly MoneyOperations money = new(tables);
    private readonly RegistryOperations registry = new(tables);
    private readonly CatalogOperations catalog = new(tables);
    private readonly CapacityOperations capacity = new(tables);
    private readonly CapacityChanges changes = new(tables);
    private readonly OrderOperations orders = new(tables);
    private readonly ProposalOperations proposals = new(tables);
    private readonly RoleOperations roles = new(tables);
    private readonly KeyOperations keys = new(tables);
    private readonly CancelOperations cancels = new(tables);
    private readonly BundleOperations bundles = new(tables);
    private readonly LeaseOperations leases = new(tables);
    private readonly StreamOperations streams = new(tables);
    private readonly DeliveryOperations deliveries = new(tables);
    private readonly DisputeOperations disputes = new(tables);
    private readonly QuotationOperations quotations = new(tables, chain);
    private readonly TransferOperations transfers = new(tables);
    private readonly OffenceOperations offences = new(tables, chain);

    /// <summary>
    /// The block has left due work over: leases, streams and requests do not stand where they do at its
    /// time (L-15).
    /// </summary>
    public bool WorkWaits { get; set; }

    /// <param name="account">Slot of the signing account.</param>
    public ReceiptStatus Run(int account, Operation operation, in BlockContext block)
    {
        if (IsFrozenOut(operation.KindCase) && tables.Freezes.IsFrozen(account, block.TimestampMs))
            return ReceiptStatus.AccountFrozen;
        return operation.KindCase switch
        {
            Kind.Transfer => money.Transfer(account, operation.Transfer),
            Kind.Mint => money.Mint(account, operation.Mint),
            Kind.Burn => money.Burn(account, operation.Burn),
            Kind.AdmitAccount => registry.Admit(account, operation.AdmitAccount),
            Kind.CreateProduct => catalog.CreateProduct(account, operation.CreateProduct),
            Kind.AttestCapacity => capacity.Attest(account, operation.AttestCapacity, block),
            Kind.MoveCapacity => changes.Move(account, operation.MoveCapacity, block),
            Kind.RevokeCapacity => changes.Revoke(account, operation.RevokeCapacity, block),
            Kind.PublishGrade => catalog.PublishGrade(account, operation.PublishGrade),
            Kind.PublishRegion => catalog.PublishRegion(account, operation.PublishRegion),
            Kind.PlaceOrder => orders.Place(account, operation.PlaceOrder, block),
            Kind.CancelOrder => cancels.Cancel(account, operation.CancelOrder, block),
            Kind.CancelAllOrders => cancels.CancelAll(account, operation.CancelAllOrders, block),
            Kind.ReplaceOrder => orders.Replace(account, operation.ReplaceOrder, block),
            Kind.Propose => proposals.Propose(account, operation.Propose, block),
            Kind.VoteProposal => proposals.Vote(account, operation.VoteProposal, block),
            Kind.SetRole => roles.Set(account, operation.SetRole),
            Kind.RotateKey => keys.Rotate(account, operation.RotateKey),
            Kind.ReportOffence => offences.Report(account, operation.ReportOffence, block),
            Kind.PlaceBundle => bundles.Place(account, operation.PlaceBundle, block),
            Kind.PlaceBlockOrder => bundles.Place(account, operation.PlaceBlockOrder, block),
            Kind.PostCredentials or Kind.Acknowledge or Kind.Deposit or Kind.Withdraw or Kind.GiveNotice
                or Kind.ExitLease or Kind.PostDelivery or Kind.RefuseHandover or Kind.OpenDispute
                or Kind.CommitVerdict or Kind.RevealVerdict or Kind.RequestQuotes or Kind.CancelRequest
                or Kind.CommitQuote or Kind.RevealQuote or Kind.OfferTransfer or Kind.AcceptTransfer
                or Kind.WithdrawTransfer =>
                WorkWaits ? ReceiptStatus.DueWorkWaiting : RunLease(account, operation, block),
            Kind.None => ReceiptStatus.InvalidParameter,
            _ => throw new BrokenInvariantException("an operation of the schema has no rule"),
        };
    }

    /// <summary>What a frozen account does not do (M-160).</summary>
    private static bool IsFrozenOut(Kind kind) => kind is Kind.Transfer or Kind.Burn
        or Kind.PlaceOrder or Kind.ReplaceOrder or Kind.PlaceBundle or Kind.PlaceBlockOrder
        or Kind.RequestQuotes or Kind.CommitQuote or Kind.OfferTransfer or Kind.AcceptTransfer;

    private ReceiptStatus RunLease(int account, Operation operation, in BlockContext block) =>
        operation.KindCase switch
        {
            Kind.PostCredentials => leases.PostCredentials(account, operation.PostCredentials, block),
            Kind.Acknowledge => leases.Acknowledge(account, operation.Acknowledge.Lease, block),
            Kind.Deposit => streams.Deposit(account, operation.Deposit, block),
            Kind.Withdraw => streams.Withdraw(account, operation.Withdraw, block),
            Kind.GiveNotice => leases.GiveNotice(account, operation.GiveNotice, block),
            Kind.ExitLease => leases.Exit(account, operation.ExitLease.Lease, block),
            Kind.PostDelivery => deliveries.Post(account, operation.PostDelivery, block),
            Kind.RefuseHandover => disputes.Refuse(account, operation.RefuseHandover, block),
            Kind.OpenDispute => disputes.Open(account, operation.OpenDispute, block),
            Kind.CommitVerdict => disputes.Commit(account, operation.CommitVerdict),
            Kind.RevealVerdict => disputes.Reveal(account, operation.RevealVerdict),
            Kind.RequestQuotes => quotations.Open(account, operation.RequestQuotes, block),
            Kind.CancelRequest => quotations.Cancel(account, operation.CancelRequest),
            Kind.CommitQuote => quotations.Commit(account, operation.CommitQuote, block),
            Kind.RevealQuote => quotations.Reveal(account, operation.RevealQuote),
            Kind.OfferTransfer => transfers.Offer(account, operation.OfferTransfer, block),
            Kind.AcceptTransfer => transfers.Accept(account, operation.AcceptTransfer, block),
            Kind.WithdrawTransfer => transfers.Withdraw(account, operation.WithdrawTransfer, block),
            _ => throw new BrokenInvariantException("an operation of the schema has no rule"),
        };
}
