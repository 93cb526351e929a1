using System.Globalization;
using Chain.Client;
using Chain.Crypto;
using Chain.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Chain.Node.Cli;

/// <summary>
/// How values look: hashes in lower-case hexadecimal, accounts as addresses, names as in the schema.
/// </summary>
internal static class Show
{
    public static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);

    /// <summary>Its address; what is no account id shows as hexadecimal.</summary>
    public static string Account(ByteString account) =>
        Hash32.TryRead(account.Span, out Hash32 id) ? Address.Encode(new AccountId(id)) : Hex(account);

    /// <summary>The first and last characters of a long identifier, for tables.</summary>
    public static string Short(string text) => text.Length <= 16 ? text : $"{text[..10]}…{text[^4..]}";

    public static string Time(ulong ms) => ms > (ulong)DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        ? $"{ms} ms"
        : DateTimeOffset.FromUnixTimeMilliseconds((long)ms).ToString(
            "yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>
    /// The status as in the schema, such as INSUFFICIENT_BALANCE; a newer node's as a number.
    /// </summary>
    public static string Status(ReceiptStatus status) =>
        Name("ReceiptStatus", (int)status, ClientReflection.Descriptor);

    /// <summary>With the rules that it enforces: "INSUFFICIENT_CAPACITY (M-215)".</summary>
    public static string Refusal(ReceiptStatus status) => ReceiptRules.Of(status) is { Length: > 0 } rules
        ? $"{Status(status)} ({rules})" : Status(status);

    public static string Side(Side side) => side switch
    {
        Wire.Side.Buy => "buy",
        Wire.Side.Sell => "sell",
        _ => $"{(int)side}",
    };

    public static string TimeInForce(TimeInForce time) =>
        Name("TimeInForce", (int)time, TransactionReflection.Descriptor).ToLowerInvariant();

    public static string Class(ProductClass value) =>
        Name("ProductClass", (int)value, TransactionReflection.Descriptor).ToLowerInvariant();

    public static string Lease(LeaseState state) =>
        Name("LeaseState", (int)state, ClientReflection.Descriptor).ToLowerInvariant();

    public static string Dispute(DisputePhase phase) =>
        Name("DisputePhase", (int)phase, DisputeReflection.Descriptor).ToLowerInvariant();

    public static string Request(RequestPhase phase) => phase switch
    {
        RequestPhase.Committing => "committing",
        RequestPhase.Revealing => "revealing",
        _ => $"{(int)phase}",
    };

    /// <summary>provider, tenant or half; empty while it is secret.</summary>
    public static string Verdict(Verdict verdict) => verdict switch
    {
        Wire.Verdict.Unspecified => "",
        Wire.Verdict.Provider => "provider",
        Wire.Verdict.Tenant => "tenant",
        Wire.Verdict.Half => "half",
        _ => $"{(int)verdict}",
    };

    public static string Role(Role role) =>
        Name("Role", (int)role, TransactionReflection.Descriptor).ToLowerInvariant();

    public static string Proposal(ProposalState state) =>
        Name("ProposalState", (int)state, ClientReflection.Descriptor).ToLowerInvariant();

    public static string Event(LeaseEventKind kind) =>
        Name("LeaseEventKind", (int)kind, HistoryReflection.Descriptor).ToLowerInvariant();

    public static string Movement(MovementKind kind) =>
        Name("MovementKind", (int)kind, HistoryReflection.Descriptor).ToLowerInvariant();

    public static string Reason(AuctionReasonKind reason) =>
        Name("AuctionReasonKind", (int)reason, AuctionReflection.Descriptor).ToLowerInvariant();

    /// <summary><c>compute-eu/29384756</c>, as <see cref="InstrumentText"/> reads it.</summary>
    public static string Instrument(Instrument? instrument) => instrument is null ? ""
        : InstrumentText.Of(instrument.Product, Delivery(instrument.Delivery), instrument.Slot);

    public static string Delivery(Delivery delivery) =>
        Name("Delivery", (int)delivery, TransactionReflection.Descriptor).ToLowerInvariant();

    /// <summary>Minor units with the asset's decimals and name: 1250, 2, EUR → "12.50 EUR".</summary>
    public static string Money(UInt128 minor, uint decimals, string asset)
    {
        string digits = minor.ToString(CultureInfo.InvariantCulture);
        int places = (int)Math.Min(decimals, Limits.AssetLength);
        if (places > 0)
        {
            digits = digits.PadLeft(places + 1, '0');
            digits = digits[..^places] + "." + digits[^places..];
        }
        return asset.Length == 0 ? digits : $"{digits} {asset}";
    }

    private static string Name(string type, int number, FileDescriptor file) =>
        file.FindTypeByName<EnumDescriptor>(type).FindValueByNumber(number)?.Name ?? $"{number}";
}
