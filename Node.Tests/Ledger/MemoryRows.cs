using System.Globalization;
using System.Reflection;
using Chain.Ledger;
using Chain.Ledger.Tables;

namespace Chain.Tests.Ledger;

/// <summary>
/// Every field of every row as the tables hold it in memory, with names for slot numbers, which may differ.
/// Found by reflection: a field that is not stored differs after a load, whoever added it.
/// </summary>
internal sealed class MemoryRows
{
    private static readonly BindingFlags OwnMethods = BindingFlags.NonPublic | BindingFlags.Instance;

    private readonly LedgerTables tables;

    public MemoryRows(LedgerState state)
    {
        tables = state.Tables;
        foreach (PropertyInfo property in TablesOf(typeof(LedgerTables)))
        {
            Type[] keyAndRow = property.PropertyType.BaseType!.GetGenericArguments();
            typeof(MemoryRows).GetMethod(nameof(Add), OwnMethods)!.MakeGenericMethod(keyAndRow)
                .Invoke(this, [property.Name, property.GetValue(tables)]);
        }
        Lines.Sort(StringComparer.Ordinal);
    }

    public List<string> Lines { get; } = [];

    /// <summary>Fields that hold more than nothing in some row.</summary>
    public HashSet<string> Filled { get; } = [];

    /// <summary>All fields of all rows, as they stand in <see cref="Filled"/>.</summary>
    public static IEnumerable<string> Fields =>
        from table in TablesOf(typeof(LedgerTables))
        from part in FieldsOf(table.PropertyType.BaseType!.GetGenericArguments()[1])
        select $"{table.Name}.{part.Name}";

    private static IEnumerable<PropertyInfo> TablesOf(Type owner) =>
        owner.GetProperties().Where(property => property.PropertyType.IsSubclassOf(typeof(Table)));

    /// <summary>What a row holds, without what it computes.</summary>
    private static IEnumerable<PropertyInfo> FieldsOf(Type row) =>
        row.GetProperties().Where(property => property.CanWrite);

    private void Add<TKey, TRow>(string name, Table<TKey, TRow> table)
        where TKey : notnull, IEquatable<TKey>
        where TRow : struct
    {
        foreach (int slot in table.Slots)
        {
            // A key that is a number is an account's, an asset's of its totals, a party's of its reputation.
            string of = name switch { "Totals" => "Asset", "Reputations" => "Party", _ => "Account" };
            string line = $"{name} {Say(of, table.KeyOf(slot))}:";
            foreach (PropertyInfo field in FieldsOf(typeof(TRow)))
            {
                string said = Say(field.Name, field.GetValue(table[slot]));
                line += $" {field.Name} {said}";
                if (said is not ("" or "0" or "False")) Filled.Add($"{name}.{field.Name}");
            }
            Lines.Add(line);
        }
    }

    private string Say(string name, object? value) => value switch
    {
        int slot => NameOf(name, slot),
        Leg[] legs => string.Join(' ', legs.Select(leg => $"{leg.Lots}@{Say("Leg", leg.Instrument)}")),
        InstrumentKey[] instruments => string.Join(' ', instruments.Select(one => Say("Of", one))),
        null => "",
        InstrumentKey or BalanceKey or OrderKey or CapacityKey or RoleKey or StreamKey
            or PairKey or QuotationKey => string.Join(
            '/', FieldsOf(value.GetType()).Select(field => Say(field.Name, field.GetValue(value)))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    /// <summary>What a number of this name points to.</summary>
    private string NameOf(string field, int slot) => field switch
    {
        "Party" or "Low" or "High" => tables.Parties.KeyOf(slot),
        "PartyA" or "PartyB" or "PartyC" => slot == 0 ? "" : tables.Parties.KeyOf(slot - 1),
        "Account" or "Issuer" or "Provider" or "Tenant" or "Attestor" or "Taker" =>
            $"{tables.Accounts.KeyOf(slot)}",
        "Asset" => tables.Assets.KeyOf(slot),
        "Product" => tables.Products.KeyOf(slot),
        "Instrument" => Say(field, tables.Instruments.KeyOf(slot)),
        _ => throw new ArgumentException($"say here what the number in {field} points to"),
    };
}
