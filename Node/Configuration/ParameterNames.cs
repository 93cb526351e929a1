using System.Text.Json;
using Chain.Ledger;
using Chain.Wire;

namespace Chain.Node.Configuration;

/// <summary>Parameters of the chain as people write them: <c>timelockMs</c>, as in nodes.json.</summary>
public static class ParameterNames
{
    public static string Of(ChainParameter parameter) =>
        JsonNamingPolicy.CamelCase.ConvertName(parameter.ToString());

    /// <returns>Null when no parameter has this name.</returns>
    public static ChainParameter? Parse(string name) =>
        ParameterRule.All.FirstOrDefault(rule => Of(rule.Parameter) == name)?.Parameter;
}
