namespace Chain.Ledger;

/// <summary>What a part of the state holds in memory.</summary>
/// <param name="Items">Rows, nodes or entries in use.</param>
/// <param name="Bytes">Allocated for them, room to grow included; text of names not.</param>
public readonly record struct MemoryUse(string Part, long Items, long Bytes);
