using Chain.Wire;
using Kind = Chain.Wire.Operation.KindOneofCase;

namespace Chain.Ledger.Operations;

/// <summary>
/// One operation against the tables. Total: whatever parses gets a status. A refusal may leave writes behind;
/// the caller rolls the whole transaction back.
/// </summary>
internal sealed class OperationRunner(LedgerTables tables)
{
    private readonly MoneyOperations money = new(tables);
    private readonly RegistryOperations registry = new(tables);
    private readonly CapacityOperations capacity = new(tables);
    private readonly OrderOperations orders = new(tables);

    /// <param name="account">Slot of the signing account.</param>
    public ReceiptStatus Run(int account, Operation operation, in BlockContext block) =>
        operation.KindCase switch
        {
            Kind.Transfer => money.Transfer(account, operation.Transfer),
            Kind.Mint => money.Mint(account, operation.Mint),
            Kind.Burn => money.Burn(account, operation.Burn),
            Kind.AdmitAccount => registry.Admit(account, operation.AdmitAccount),
            Kind.CreateAsset => registry.CreateAsset(account, operation.CreateAsset),
            Kind.CreateProduct => registry.CreateProduct(account, operation.CreateProduct),
            Kind.AttestCapacity => capacity.Attest(account, operation.AttestCapacity, block),
            Kind.PlaceOrder => orders.Place(account, operation.PlaceOrder, block),
            Kind.CancelOrder => orders.Cancel(account, operation.CancelOrder),
            Kind.None => ReceiptStatus.InvalidParameter,
            _ => throw new BrokenInvariantException("an operation of the schema has no rule"),
        };
}
