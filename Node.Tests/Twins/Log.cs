using Chain.Consensus;
using Chain.Tests.Simulation;

namespace Chain.Tests.Twins;

/// <summary>What happened in one scenario, for people.</summary>
public sealed class Log
{
    private readonly List<string> lines = [];

    public IReadOnlyList<string> Lines => lines;

    public void Stage(string text) => lines.Add(text);

    public void Took(Instance instance, Input input, IReadOnlyList<Effect> effects)
    {
        string who = $"  {instance.Number}{(instance.Index < Genesis.Validators ? " " : "'")}";
        lines.Add($"{who} {instance.ClockMs,6} v{instance.View} {Describe.Text(input)}");
        foreach (Effect effect in effects) lines.Add($"{who}          {Describe.Text(effect)}");
    }
}
