using System.Diagnostics.CodeAnalysis;

namespace Chain.Crypto;

/// <summary>
/// Why a key file cannot be made or opened, as far as its user would act differently on it.
/// </summary>
public enum KeystoreErrorKind
{
    /// <summary>The password does not open the file (or somebody rewrote the file with care).</summary>
    WrongPassword,
    /// <summary>Not a key file, or one with changed bytes: restore it from a copy.</summary>
    Damaged,
    /// <summary>Made by a newer program, or with parameters out of our bounds.</summary>
    UnsupportedVersion,
    /// <summary>A name that is empty, too long or not printable ASCII.</summary>
    InvalidName,
    /// <summary>There is a file at the path already; keys are never overwritten.</summary>
    AlreadyExists,
}

/// <summary>A key file cannot be made or opened. Plain I/O errors stay what they are.</summary>
[SuppressMessage("Design", "CA1032", Justification = "Every one has a kind.")]
public sealed class KeystoreException(KeystoreErrorKind kind, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public KeystoreErrorKind Kind { get; } = kind;
}
