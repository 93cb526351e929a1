using Chain.Wire;
using Google.Protobuf;
using Grpc.Core;

namespace Chain.Client.Focus;

/// <summary>What is exported.</summary>
/// <param name="Chain">Name of the chain: whoever issues the invoice.</param>
/// <param name="FromMs">Charges of blocks from this time on.</param>
/// <param name="ToMs">Before this one.</param>
public sealed record FocusScope(ByteString Account, string Chain, ulong FromMs, ulong ToMs);

/// <summary>
/// An account's costs in the format of FOCUS (M-921 to M-924), read from its movements from the first block
/// on, a page at a time, so that whatever the length of the history one page of it is in memory. At the end
/// the rows are compared with what the account holds.
/// </summary>
public sealed class FocusExport
{
    private const uint PageSize = 500;

    private readonly ChainClient client;
    private readonly Func<CallOptions> call;
    private readonly FocusScope scope;
    private readonly SortedDictionary<string, FocusLedger> ledgers = new(StringComparer.Ordinal);

    /// <param name="client">Of one node.</param>
    /// <param name="call">Options of each question.</param>
    public FocusExport(ChainClient client, Func<CallOptions> call, FocusScope scope) =>
        (this.client, this.call, this.scope) = (client, call, scope);

    /// <summary>Height of the state that the history was compared with.</summary>
    public ulong Height { get; private set; }

    /// <summary>By asset.</summary>
    public IReadOnlyCollection<FocusLedger> Ledgers => ledgers.Values;

    /// <summary>Tells every row, oldest first.</summary>
    /// <exception cref="FocusException">
    /// The rows do not add up to what the account holds; <see cref="Ledgers"/> says by how much.
    /// </exception>
    public async Task RunAsync(Func<FocusRow, Task> write)
    {
        Holdings now = await client.History.GetHoldingsAsync(
            new GetHoldingsRequest { Account = scope.Account }, call());
        Height = now.Height;
        await OpenAsync(now);
        var subjects = new FocusSubjects(client, call);
        await subjects.LoadProductsAsync();
        var charges = new FocusCharges(subjects, scope, await subjects.PartyAsync(scope.Account));
        await foreach (List<AccountMovement> block in BlocksAsync())
            foreach (AccountMovement movement in block)
            {
                await TakeAsync(movement, block, charges, write);
                charges.Passed(movement);
            }
        foreach (FocusLedger ledger in ledgers.Values)
            if (!ledger.Reconciles)
                throw new FocusException(
                    $"the {ledger.Asset} of this account does not reconcile: by its movements it holds "
                    + $"{ledger.Text(ledger.Newest)}, by the state of block {Height} "
                    + ledger.Text(ledger.Held));
    }

    /// <summary>Before its first block an account holds what the genesis gave it.</summary>
    private async Task OpenAsync(Holdings now)
    {
        ListAssetsReply assets = await client.Market.ListAssetsAsync(new ListAssetsRequest(), call());
        var decimals = assets.Assets.ToDictionary(asset => asset.Asset_, asset => asset.Decimals);
        foreach (Holding held in now.Assets)
            ledgers[held.Asset] = new FocusLedger(held.Asset, decimals.GetValueOrDefault(held.Asset))
            {
                Opening = held.Genesis,
                Closing = held.Genesis,
                Newest = held.Genesis,
                Held = (Int128)held.Available + held.Locked + held.Streams,
            };
    }

    private async Task TakeAsync(
        AccountMovement movement, List<AccountMovement> block, FocusCharges charges,
        Func<FocusRow, Task> write)
    {
        if (!ledgers.TryGetValue(movement.Asset, out FocusLedger? ledger))
            throw new FocusException($"a movement of {movement.Asset}, of which the account never held any");
        ledger.Newest += movement.Amount;
        if (movement.TimestampMs >= scope.ToMs) return;
        ledger.Closing += movement.Amount;
        if (movement.TimestampMs < scope.FromMs)
        {
            ledger.Opening += movement.Amount;
            return;
        }
        switch (FocusFlows.Of(movement.Kind, movement.Amount))
        {
            case FocusFlow.Funding:
                ledger.Funding += movement.Amount;
                break;
            case FocusFlow.Income:
                ledger.Earned += movement.Amount;
                break;
            default:
                FocusRow row = await charges.RowAsync(movement, block, ledger.Decimals);
                await write(row);
                ledger.Billed += FocusMoney.Minor(row.BilledCost, ledger.Decimals);
                ledger.Rows += 1;
                break;
        }
    }

    /// <summary>The account's movements block by block, up to the height of the holdings.</summary>
    private async IAsyncEnumerable<List<AccountMovement>> BlocksAsync()
    {
        var request = new ListMovementsRequest { Account = scope.Account, PageSize = PageSize };
        var block = new List<AccountMovement>();
        do
        {
            ListMovementsReply reply = await client.History.ListMovementsAsync(request, call());
            foreach (AccountMovement movement in reply.Movements)
            {
                if (movement.Height > Height) break;
                if (block.Count > 0 && block[0].Height != movement.Height)
                {
                    yield return block;
                    block = [];
                }
                block.Add(movement);
            }
            bool beyond = reply.Movements.Count > 0 && reply.Movements[^1].Height > Height;
            request.PageToken = beyond ? "" : reply.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        if (block.Count > 0) yield return block;
    }
}
