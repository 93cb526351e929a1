namespace Chain.Ledger.Tables;

/// <summary>
/// The order in which tables were written since the block began. Each table keeps the before-images of its
/// own writes; popping both in reverse restores every earlier point exactly, free slots included. A mark
/// is a savepoint.
/// </summary>
internal sealed class ChangeLog
{
    private List<Table> writes = [];

    public int Mark => writes.Count;

    public void Record(Table table) => writes.Add(table);

    public void RollBack(int mark)
    {
        for (int i = writes.Count - 1; i >= mark; i -= 1) writes[i].UndoLast();
        writes.RemoveRange(mark, writes.Count - mark);
    }

    /// <summary>Ends a block: its log moves out, an empty one takes its place.</summary>
    public BlockUndo Detach(ReadOnlySpan<Table> tables)
    {
        var images = new object[tables.Length];
        for (int i = 0; i < tables.Length; i += 1) images[i] = tables[i].Detach();
        var undo = new BlockUndo(writes, images);
        writes = new List<Table>(undo.Writes.Count);
        return undo;
    }

    /// <summary>Undoes a whole block; between blocks only.</summary>
    public void Undo(BlockUndo undo, ReadOnlySpan<Table> tables)
    {
        Require.That(writes.Count == 0);
        for (int i = 0; i < tables.Length; i += 1) tables[i].Attach(undo.Images[i]);
        writes = undo.Writes;
        RollBack(0);
    }
}

/// <summary>The writes of one block: which table, in order, and each table's before-images.</summary>
internal sealed record BlockUndo(List<Table> Writes, object[] Images);
