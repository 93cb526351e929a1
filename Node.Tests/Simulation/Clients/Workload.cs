using Chain.Ledger.Storage;
using Chain.Node.Pool;
using Chain.Tests.Simulation.Disk;
using Chain.Wire;
using Google.Protobuf;

namespace Chain.Tests.Simulation.Clients;

/// <summary>
/// Clients that pay, trade and attest, each one thing at a time: they send it to one node, wait, and when no
/// answer comes send the same to another, as long as it is valid.
/// </summary>
internal sealed class Workload
{
    private const int Obligations = 4;
    private const int ForgedPermille = 30;
    private const ulong ExpiryMs = 5_000;

    private readonly World world;
    private readonly Prng prng;
    private readonly List<Call> calls = [];
    private readonly Call?[] obliged = new Call?[Obligations];
    private readonly List<ReadOnlyMemory<byte>> forged = [];
    private bool over;
    private ulong nonce;

    public Workload(World world) => (this.world, prng) = (world, world.Prng.Fork());

    private IReadOnlyList<PublicKey> Keys => world.Consortium.Keys.Clients;

    /// <summary>What somebody signed in another's name; empty while there is none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Forged => forged;

    /// <summary>Every account begins to send.</summary>
    public void Begin()
    {
        for (int client = 0; client < Keys.Count; client++) Next(client);
    }

    /// <summary>
    /// The faults are over: what is sent from now on must be committed by all who are well.
    /// </summary>
    public void Oblige(IReadOnlyList<SimNode> well)
    {
        for (int i = 0; i < Obligations; i++) Oblige(i, well);
    }

    /// <summary>Nobody sends anything any more.</summary>
    public void End() => over = true;

    public bool ObligationsMet(IEnumerable<SimNode> nodes) => nodes.All(node => MissingAt(node) == 0);

    /// <summary>For people: what happened to those that are missing.</summary>
    public string Refusals => string.Join(", ", obliged.OfType<Call>().Where(call => call.AnsweredUs is null)
        .Select(call => $"{call.Id.Short} sent at {call.InvokedUs / 1_000} ms ({call.Refused})"));

    public int MissingAt(SimNode node) => obliged.Count(call =>
        call is null || node.Disk.Live.Of(Family.Transactions).Find(call.Id.Span) is null);

    /// <summary>What waits at a node is neither done nor past its time.</summary>
    public static void CheckPool(SimNode node)
    {
        ulong nowMs = node.Process.Core.Progress.Head.TimestampMs;
        node.Process.Core.Pool.Select(waiting =>
        {
            if (node.Disk.Live.Of(Family.Transactions).Find(waiting.Id.Span) is not null)
                throw new SafetyViolationException(
                    $"v{node.Number}: {waiting.Id.Short} is done and waits still");
            if (waiting.ValidUntilMs + ExpiryMs < nowMs)
                throw new SafetyViolationException($"v{node.Number}: {waiting.Id.Short} waits past its time");
            return Pick.Taken;
        });
    }

    /// <summary>Compares what clients saw with what a node holds.</summary>
    public void Check(SimNode node)
    {
        var disk = new DiskReader(node.Disk.Live);
        var history = new History(calls, disk.Receipts(), SimConsortium.Money);
        if (HistoryCheck.Problem(history) is { } problem)
            throw new SafetyViolationException($"v{node.Number}: {problem}");
        if (disk.MoneyProblem() is { } money) throw new SafetyViolationException($"v{node.Number}: {money}");
    }

    /// <summary>
    /// What a node that lags told a client of the time may have been too old: then it signs anew.
    /// </summary>
    private void Oblige(int place, IReadOnlyList<SimNode> well) => Send(
        prng.Below(Keys.Count), well, call => obliged[place] = call.Forged ? null : call,
        () =>
        {
            if (!over && obliged[place]?.AnsweredUs is null) Oblige(place, well);
        });

    private void Next(int client) => world.Time.After(
        prng.Between(world.Mix.WorkEveryMs * 500, world.Mix.WorkEveryMs * 1_500) * (long)Keys.Count / 2,
        () =>
        {
            if (!over) Send(client, world.Nodes, _ => { }, () => Next(client));
        });

    /// <param name="among">Which nodes it tries.</param>
    /// <param name="made">Told of the call once it is sent.</param>
    /// <param name="over">Called when it is answered, or given up.</param>
    private void Send(int client, IReadOnlyList<SimNode> among, Action<Call> made, Action over)
    {
        SimNode[] up = [.. among.Where(node => node.IsUp)];
        if (up.Length == 0)
        {
            world.Time.After(500_000, () => Send(client, among, made, over));
            return;
        }
        // A client asks for the time of the chain before it signs.
        ulong now = Math.Max(
            MachineClock.TrueMs(world.Time), prng.Pick(up).Process.Core.Progress.Head.TimestampMs);
        int validMs = prng.Between(5_000, 60_000);
        Call call = Make(client, now + (ulong)validMs);
        calls.Add(call);
        if (world.Mix.WorkEveryMs >= 2_000) world.Faults.Add(FaultKind.IdlePeriod);
        made(call);
        Try(call, among, world.Time.NowUs + validMs * 1_000L, over);
    }

    private void Try(Call call, IReadOnlyList<SimNode> among, long untilUs, Action over)
    {
        bool hopeless = world.Time.NowUs >= untilUs || (call.Forged && call.Refused is not null);
        if (call.AnsweredUs is not null || hopeless || this.over)
        {
            over();
            return;
        }
        bool settled = false;
        SimNode node = prng.Pick(among);
        world.Time.After(prng.Between(100, 20_000), () => node.Submit(call.Bytes, (receipt, why) =>
        {
            if (prng.Permille(world.Mix.LossPermille)) return;
            world.Time.After(prng.Between(100, 20_000), () =>
            {
                if (receipt is { } known && call.AnsweredUs is null)
                {
                    call.AnsweredUs = world.Time.NowUs;
                    call.Receipt = known;
                }
                else if (receipt is null) call.Refused = $"v{node.Number}: {why}";
                if (settled) return;
                settled = true;
                if (receipt is not null) over();
                else world.Time.After(200_000, () => Try(call, among, untilUs, over));
            });
        }));
        world.Time.After(prng.Between(1_500_000, 4_000_000), () =>
        {
            if (settled) return;
            settled = true;
            Try(call, among, untilUs, over);
        });
    }

    private Call Make(int client, ulong validUntilMs)
    {
        PublicKey key = Keys[client];
        Payment? payment = null;
        Operation operation = client switch
        {
            0 or 1 => Attest(),
            2 or 3 => Pay(client, out payment),
            _ => Trade(),
        };
        var body = new TransactionBody
        {
            ChainId = world.Consortium.Genesis.ChainId,
            Account = Bytes(key.Bytes),
            ValidUntilMs = validUntilMs,
            Nonce = ++nonce,
        };
        body.Operations.Add(operation);
        byte[] bytes = body.ToByteArray();
        Hash32 id = TaggedHash.Transaction.Of(bytes);
        bool forges = prng.Permille(ForgedPermille);
        PublicKey signer = forges ? Keys[(client + 1) % Keys.Count] : key;
        byte[] signed = TransactionCodec.Encode(bytes, world.Consortium.Keys.Sign(signer, id));
        if (forges) forged.Add(signed);
        return new Call(id, signed, world.Time.NowUs, payment) { Forged = forges };
    }

    private Operation Pay(int client, out Payment payment)
    {
        PublicKey to = Keys[client == 2 ? 3 : 2];
        bool isLarge = prng.Permille(300);
        ulong amount = (ulong)(isLarge ? prng.Between(500_000, 3_000_000) : prng.Between(1, 200_000));
        payment = new Payment(
            SimConsortium.AccountOf(Keys[client]), SimConsortium.AccountOf(to), amount);
        return new Operation
        {
            Transfer = new Transfer { To = Bytes(to.Bytes), Asset = SimConsortium.Asset, Amount = amount },
        };
    }

    private Operation Attest()
    {
        ulong slot = Slot();
        return new Operation
        {
            AttestCapacity = new AttestCapacity
            {
                Provider = Bytes(prng.Pick([Keys[4], Keys[5]]).Bytes),
                Product = SimConsortium.Product,
                Delivery = Delivery.Slot,
                FirstSlot = slot,
                LastSlot = slot,
                Lots = (ulong)prng.Between(1, 50),
            },
        };
    }

    private Operation Trade()
    {
        if (prng.Permille(250))
            return new Operation { CancelOrder = new CancelOrder { ClientOrderId = nonce / 2 } };
        return new Operation
        {
            PlaceOrder = new PlaceOrder
            {
                ClientOrderId = nonce + 1,
                Instrument = new Instrument
                {
                    Product = SimConsortium.Product,
                    Delivery = Delivery.Slot,
                    Slot = Slot(),
                },
                Side = prng.Permille(500) ? Side.Buy : Side.Sell,
                Lots = (ulong)prng.Between(1, 9),
                Limit = (ulong)(prng.Between(16, 24) * 5),
                TimeInForce = TimeInForce.Gtc,
            },
        };
    }

    private ulong Slot() => SimConsortium.StartMs / SimConsortium.SlotMs + 10 + (ulong)prng.Below(2);

    private static ByteString Bytes(Hash32 hash) => ByteString.CopyFrom(hash.Span);
}
