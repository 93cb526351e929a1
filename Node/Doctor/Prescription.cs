using Chain.Node.Configuration;

namespace Chain.Node.Doctor;

/// <summary>
/// What to type, of all findings together: what heals most comes last and makes lesser cures needless.
/// </summary>
internal static class Prescription
{
    // C-45: of so few there are no q others whose answers could show where it has voted.
    private const int TooFewToRejoin = 3;

    /// <summary>Steps in their order; none where nothing is to be done.</summary>
    public static IReadOnlyList<string> Of(
        NodeSettings settings, ConsortiumFile file, IReadOnlyList<Finding> findings)
    {
        List<string> steps =
            [.. findings.Where(finding => finding.Remedy == Remedy.Own).Select(finding => finding.Type)];
        string flags = Flags(settings);
        switch (findings.Select(finding => finding.Remedy).Append(Remedy.None).Max())
        {
            case Remedy.Resync:
                steps.AddRange(Anew(settings, file.Genesis.Validators.Count));
                break;
            case Remedy.RebuildState:
                steps.Add($"chain data rebuild --state{flags}");
                steps.Add($"chain node start{flags}");
                break;
            case Remedy.Rejoin:
                steps.Add($"chain node start --rejoin true{flags}");
                break;
        }
        return steps;
    }

    /// <summary>Everything from the others again, the keys kept.</summary>
    private static IEnumerable<string> Anew(NodeSettings settings, int validators)
    {
        string flags = Flags(settings);
        if (Directory.Exists(settings.Data)) yield return $"mv {settings.Data} {settings.Data}.damaged";
        if (validators == 1)
        {
            yield return $"nobody else has this chain: restore the newest copy of {settings.Data}, then run "
                + $"chain doctor{flags}";
            yield break;
        }
        yield return $"chain node init --rejoin true{flags}";
        if (validators > TooFewToRejoin)
            yield return $"chain node start --rejoin true{flags}   (without --rejoin again once its log says "
                + "`voting above view`)";
        else
            yield return $"chain node start --validator-key none{flags}   (it only follows: one of "
                + $"{validators} validators that lost its journal cannot vote again)";
    }

    /// <summary>The home, and what this run was told by flags.</summary>
    private static string Flags(NodeSettings settings) => string.Concat(
        settings.Origins.Where(setting => setting.Origin.StartsWith("flag", StringComparison.Ordinal)
                && setting.Key != SettingKey.Rejoin)
            .Select(setting => $" {setting.Key.Flag} {setting.Value}").Prepend($" --home {settings.Home}"));
}
