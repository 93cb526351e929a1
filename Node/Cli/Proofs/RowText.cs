using System.Globalization;
using Chain.Ledger;
using Chain.Node.Cli.Keys;
using Chain.Node.Configuration;
using Chain.Wire;

namespace Chain.Node.Cli.Proofs;

/// <summary>Rows of the state as people name them: <c>balance buyer1 EUR</c>.</summary>
internal static class RowText
{
    public const string Help =
        "party NAME | account ACCOUNT | asset ASSET | totals ASSET | product PRODUCT | "
        + "balance ACCOUNT ASSET | capacity ACCOUNT PRODUCT SLOT|spot | instrument PRODUCT SLOT|spot | "
        + "order ACCOUNT ID | bundle ACCOUNT ID | request ACCOUNT ID | quotation ACCOUNT ID PROVIDER | "
        + "order-ids ACCOUNT | lease ID | member ACCOUNT | role ACCOUNT ROLE | "
        + "proposal ACCOUNT NUMBER | freeze ACCOUNT | account-key ACCOUNT | parameter NAME | grade GRADE | "
        + "region REGION | stream ACCOUNT ASSET | clock | pending-receipt ID | hand-over ID | dispute ID | "
        + "reputation PARTY | transfer ID | validator NUMBER | offence NUMBER | key HEX";

    /// <exception cref="CliError">The words name no row.</exception>
    public static byte[] Parse(string[] words, KeyFolder keys) => words switch
    {
        ["party", var name] => StateKey.Party(name),
        ["account", var account] => StateKey.Account(Arguments.Account(account, keys)),
        ["asset", var asset] => StateKey.Asset(asset),
        ["totals", var asset] => StateKey.Totals(asset),
        ["product", var product] => StateKey.Product(product),
        ["balance", var account, var asset] => StateKey.Balance(Arguments.Account(account, keys), asset),
        ["capacity", var account, var product, var slot] =>
            StateKey.Capacity(
                Arguments.Account(account, keys), product, DeliveryOf(slot), SlotOf(slot)),
        ["instrument", var product, var slot] =>
            StateKey.Instrument(product, DeliveryOf(slot), SlotOf(slot)),
        ["order", var account, var id] => StateKey.Order(Arguments.Account(account, keys), Number(id)),
        ["bundle", var account, var id] => StateKey.Bundle(Arguments.Account(account, keys), Number(id)),
        ["request", var account, var id] => StateKey.Request(Arguments.Account(account, keys), Number(id)),
        ["quotation", var account, var id, var provider] => StateKey.Quotation(
            Arguments.Account(account, keys), Number(id), Arguments.Account(provider, keys)),
        ["order-ids", var account] => StateKey.OrderIds(Arguments.Account(account, keys)),
        ["stream", var account, var asset] => StateKey.Stream(Arguments.Account(account, keys), asset),
        ["clock"] => StateKey.Clock(),
        ["pending-receipt", var id] when Hash32.TryParse(id, out Hash32 of) => StateKey.PendingReceipt(of),
        ["hand-over", var id] when Hash32.TryParse(id, out Hash32 of) => StateKey.Handover(of),
        ["lease", var id] when Hash32.TryParse(id, out Hash32 lease) => StateKey.Lease(lease),
        ["member", var account] => StateKey.Member(Arguments.Account(account, keys)),
        ["role", var account, "auditor"] => StateKey.Role(Arguments.Account(account, keys), Role.Auditor),
        ["role", var account, "arbitrator"] =>
            StateKey.Role(Arguments.Account(account, keys), Role.Arbitrator),
        ["proposal", var account, var number] =>
            StateKey.Proposal(Arguments.Account(account, keys), Number(number)),
        ["freeze", var account] => StateKey.Freeze(Arguments.Account(account, keys)),
        ["account-key", var account] => StateKey.Key(Arguments.Account(account, keys)),
        ["parameter", var name] when ParameterNames.Parse(name) is { } parameter =>
            StateKey.Parameter(parameter),
        ["dispute", var id] when Hash32.TryParse(id, out Hash32 dispute) => StateKey.Dispute(dispute),
        ["reputation", var party] => StateKey.Reputation(party),
        ["transfer", var id] when Hash32.TryParse(id, out Hash32 of) => StateKey.Transfer(of),
        ["validator", var number] => StateKey.Validator(ValidatorNumber(number)),
        ["offence", var number] => StateKey.Offence(ValidatorNumber(number)),
        ["grade", var grade] => StateKey.Grade(grade),
        ["region", var region] => StateKey.Region(region),
        ["key", var hex] => Hex(hex),
        _ => throw Wrong(words),
    };

    /// <summary>The kind of row and its key in hexadecimal.</summary>
    public static string Describe(ReadOnlySpan<byte> key)
    {
        if (key.IsEmpty) return "";
        var kind = (RowKind)key[0];
        string name = Enum.IsDefined(kind) ? $"{kind}".ToLowerInvariant() : "unknown";
        return $"{name} {Convert.ToHexStringLower(key[1..])}";
    }

    /// <summary>What a row says, for people; null where its bytes are no row of this schema.</summary>
    public static string? Content(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        StateRow.Decode(key, value)?.ToString();

    private static Delivery DeliveryOf(string slot) => slot == "spot" ? Delivery.Spot : Delivery.Slot;

    private static ulong SlotOf(string slot) => slot == "spot" ? 0 : Number(slot);

    private static ulong Number(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)
            ? number : throw new CliError(ExitCode.Usage, $"'{text}' is not a number");

    private static ushort ValidatorNumber(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort number)
            ? number : throw new CliError(ExitCode.Usage, $"'{text}' is not the number of a validator");

    private static byte[] Hex(string text)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException)
        {
            throw new CliError(ExitCode.Usage, $"'{text}' is not hexadecimal");
        }
    }

    private static CliError Wrong(string[] words) =>
        new(ExitCode.Usage, $"'{string.Join(' ', words)}' names no row", $"Write one of: {Help}");
}
