using Chain.Consensus;
using Chain.Tests.Simulation;

namespace Chain.Tests.Twins;

/// <summary>
/// One scenario: four validators, some of them twice, and a network that is told in every stage who hears
/// whom. What is sent for a later stage waits for it; what a stage does not deliver is lost.
/// </summary>
public sealed class World
{
    /// <summary>More than any timer of a view: base times eight.</summary>
    private const long PastTimersMs = 8_001;

    /// <summary>A certificate of a block is relayed after so long (C-63).</summary>
    private const long RelayMs = 50;

    /// <summary>From sender to receiver once the network is healed.</summary>
    private const long DelayMs = 10;

    /// <summary>Virtual time that the healed network may take to get on.</summary>
    private const long PatienceMs = 300_000;

    /// <summary>Rounds of deliveries in one stage, or until the healed network got on.</summary>
    private const int MostRounds = 2_000;

    private readonly Bound bound;
    private readonly Partitions partitions;
    private readonly Queue<Letter> ready = [];
    private readonly Verifier verifier;
    private List<Letter> later = [];
    private IReadOnlyList<int> groupOf;
    private int stage = -1;
    private int slow = -1;
    private bool twinsSilent;
    private ulong highestBuilt;

    private readonly record struct Letter(
        Instance From, Instance To, PeerMessage Message, int Stage, ulong Fingerprint);

    public World(
        Genesis genesis, Bound bound, Partitions partitions, IReadOnlyList<int> twins,
        Plant plant = Plant.None, Log? log = null)
    {
        (Genesis, Log, this.bound, this.partitions) = (genesis, log, bound, partitions);
        groupOf = partitions[0];
        Plants = new Plants(this, plant);
        Checks = new Checks(this, twins);
        verifier = new Verifier(
            genesis.Signed, genesis.Epoch, Plants.IsPadded, plant == Plant.JustificationUnchecked);
        var instances = new List<Instance>();
        for (int number = 0; number < Genesis.Validators; number++)
            instances.Add(new Instance(this, number, number, twins.Contains(number)));
        foreach (int twin in twins) instances.Add(new Instance(this, instances.Count, twin, true));
        Instances = instances;
        foreach (Instance instance in Instances) instance.Start();
    }

    public Genesis Genesis { get; }

    public IReadOnlyList<Instance> Instances { get; }

    public Plants Plants { get; }

    public Checks Checks { get; }

    public Log? Log { get; }

    /// <summary>
    /// All that decides what comes: every replica's inputs, and what is under way, in order.
    /// </summary>
    public (ulong, ulong) State
    {
        get
        {
            (ulong one, ulong two) = (1, 2);
            foreach (Instance instance in Instances)
                Add(instance.History, (ulong)instance.ClockMs);
            foreach (Letter letter in later)
                Add(letter.Fingerprint, (ulong)(letter.From.Index << 8 | letter.To.Index));
            return (one, two);

            void Add(ulong first, ulong second)
            {
                one = Fingerprint.Mix(one, first, second);
                two = Fingerprint.Mix(two, second, first);
            }
        }
    }

    /// <summary>Does what the choices say for a level of the bound; those below it are done.</summary>
    public void Apply(int level, IReadOnlyList<int> choices)
    {
        if (level == bound.Levels - 1)
        {
            Heal(silent: choices[level] == 1);
            return;
        }
        var next = Stage.Of(bound, partitions.Count, level, choices);
        slow = next.Slow;
        Begin(level, partitions[next.Partition]);
        if (next.IsOffer) Deliver();
        else Decide(next.View, next.Early);
    }

    /// <summary>To all other instances, or to those of one validator.</summary>
    public void Send(Instance from, int? number, PeerMessage message)
    {
        // Answered at the start by the harness.
        if (message is PeerMessage.WantNewestVotes) return;
        message = Plants.Change(from, from.Speak(message));
        if (verifier.Check(message) is not { } passed)
        {
            if (Plants.Any) return;
            throw new SafetyViolationException($"{Checks.Name(from)} sends what does not verify");
        }
        Spread(from, number, passed);
        Plants.Sent(from, passed);
    }

    /// <summary>Puts a message under way that nobody checks.</summary>
    public void Spread(Instance from, int? number, PeerMessage message)
    {
        if (Plants.Swallows(message)) return;
        int due = StageOf(message);
        ulong fingerprint = Fingerprint.Of(message);
        foreach (Instance to in Instances)
        {
            if (to == from || (number is not null && to.Number != number)) continue;
            Place(new Letter(from, to, message, due, fingerprint));
        }
    }

    public BlockOutline Build(Instance builder, ChainHead parent, ulong timestampMs, View view)
    {
        highestBuilt = Math.Max(highestBuilt, parent.Height.Next.Value);
        return Genesis.Build(parent, timestampMs, view, builder.Index);
    }

    /// <summary>True when a block can be fetched from somebody.</summary>
    public bool CanReach(Instance asker, Hash32 digest)
    {
        foreach (Instance other in Instances)
            if (other != asker && Reaches(other, asker) && other.Holds(digest)) return true;
        return false;
    }

    public (IReadOnlyList<BlockOutline> Blocks, Certificate Certificate)? ChainAbove(
        Instance asker, int source) =>
        Instances.Where(other => other.Number == source && other != asker && Reaches(other, asker))
            .Select(other => other.ChainAbove(asker.Height)).FirstOrDefault(found => found is not null);

    private static int StageOf(PeerMessage message) => message switch
    {
        PeerMessage.OfVote(var vote) => StageOf(vote.View, decision: vote.Kind != VoteKind.Prepare),
        PeerMessage.OfProposal(var proposal) => StageOf(proposal.View, decision: false),
        PeerMessage.OfCertificate(var certificate) => StageOf(certificate.View, decision: true),
        _ => 0,
    };

    private static int StageOf(View view, bool decision) =>
        2 * ((int)view.Value - 1) + (decision ? 1 : 0);

    private bool Reaches(Instance from, Instance to) =>
        groupOf[from.Index] == groupOf[to.Index] && !(twinsSilent && (from.IsTwin || to.IsTwin));

    private void Decide(int view, bool early)
    {
        if (early) FireTimers(view);
        foreach (Instance instance in Instances) Wait(instance, RelayMs);
        Deliver();
        FireTimers(view);
        Deliver();
    }

    private void Begin(int level, IReadOnlyList<int> groups)
    {
        (stage, groupOf) = (level, groups);
        List<Letter> waiting = later;
        later = [];
        foreach (Letter letter in waiting) Place(letter);
    }

    /// <summary>Into a later stage, on its way now, or nowhere.</summary>
    private void Place(Letter letter)
    {
        if (letter.Stage > stage) later.Add(letter);
        else if (!Reaches(letter.From, letter.To)) return;
        else if (letter.To.Index == slow && letter.Stage == stage
            && letter.Message is not PeerMessage.OfProposal)
            later.Add(letter with { Stage = stage + 1 });
        else ready.Enqueue(letter);
    }

    /// <summary>All that are still in this view, or in one before it, give it up.</summary>
    private void FireTimers(int view)
    {
        foreach (Instance instance in Instances)
            if (instance.View.Value <= (ulong)view) Wait(instance, PastTimersMs);
    }

    private void Wait(Instance instance, long ms)
    {
        instance.ClockMs += ms;
        bool lost = Plants.NoTimers && stage == int.MaxValue;
        if (instance.DueInMs == 0 && !lost) instance.Tick();
    }

    /// <summary>Until nothing is under way; no time passes.</summary>
    private void Deliver()
    {
        for (int rounds = 0; ready.Count > 0; rounds++)
        {
            if (rounds > MostRounds) throw new SafetyViolationException("the messages do not end");
            DeliverRound();
        }
    }

    /// <summary>What is under way now, and not what follows from it.</summary>
    private void DeliverRound()
    {
        for (int count = ready.Count; count > 0; count--)
        {
            Letter letter = ready.Dequeue();
            Plants.Hears(letter.To, letter.Message);
            letter.To.Hear(letter.From.Number, letter.Message, letter.Fingerprint);
        }
    }

    /// <summary>
    /// Everybody hears everybody, timers run, and every correct replica must commit a block that is higher
    /// than all that were built before.
    /// </summary>
    private void Heal(bool silent)
    {
        ulong goal = highestBuilt + 1;
        slow = -1;
        Begin(int.MaxValue, partitions[0]);
        twinsSilent = silent;
        Instance[] awake = [.. Instances.Where(instance => !(silent && instance.IsTwin))];
        long elapsed = 0;
        for (int rounds = 0; Instances.Any(one => !one.IsTwin && one.Height < goal); rounds++)
        {
            long step = ready.Count > 0 ? DelayMs : PatienceMs;
            foreach (Instance instance in awake)
                if (instance.DueInMs is { } due && due < step) step = Math.Max(1, due);
            elapsed += step;
            if (elapsed >= PatienceMs || rounds > MostRounds) throw new SafetyViolationException(
                $"NO PROGRESS: heights {string.Join(", ", Instances.Select(one => one.Height))}, "
                + $"views {string.Join(", ", Instances.Select(one => one.View))}, {goal} was due");
            foreach (Instance instance in awake) Wait(instance, step);
            DeliverRound();
        }
    }
}
