namespace Chain;

/// <summary>Sizes of one epoch (C-1, C-2): n validators, f that may lie, q that decide.</summary>
public readonly record struct Quorum(int Validators)
{
    public int Faulty => (Validators - 1) / 3;

    /// <summary>n − f; "2f + 1" is wrong for n ≠ 3f + 1.</summary>
    public int Size => Validators - Faulty;

    public int Leader(View view) => (int)(view.Value % (ulong)Validators);
}
