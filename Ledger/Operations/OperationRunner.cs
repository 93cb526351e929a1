using Chain.Wire;

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
    public ReceiptStatus Run(int account, Operation operation,
        in BlockContext block) => operation.KindCase switch
    {
        Operation.KindOneofCase.Transfer => money.Transfer(account, operation.Transfer),
        Operation.KindOneofCase.Mint => money.Mint(account, operation.Mint),
        Operation.KindOneofCase.Burn => money.Burn(account, operation.Burn),
        Operation.KindOneofCase.AdmitAccount => registry.Admit(account, operation.AdmitAccount),
        Operation.KindOneofCase.CreateAsset => registry.CreateAsset(account, operation.CreateAsset),
        Operation.KindOneofCase.CreateProduct => registry.CreateProduct(account, operation.CreateProduct),
        Operation.KindOneofCase.AttestCapacity => capacity.Attest(account, operation.AttestCapacity, block),
        Operation.KindOneofCase.PlaceOrder => orders.Place(account, operation.PlaceOrder, block),
        Operation.KindOneofCase.CancelOrder => orders.Cancel(account, operation.CancelOrder),
        Operation.KindOneofCase.None => ReceiptStatus.InvalidParameter,
        _ => throw new BrokenInvariantException("an operation of the schema has no rule"),
    };
}
