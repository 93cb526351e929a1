using Chain.Crypto;

namespace Chain.Node.Verification;

/// <summary>
/// Keys of accounts that signed lately, lifted to points: lifting is a tenth of a verification. Bounded; for
/// one thread.
/// </summary>
internal sealed class SignerKeys
{
    private const int Remembered = 1 << 14;

    private readonly Dictionary<PublicKey, ECXOnlyPubKey> points = [];

    /// <returns>Null when the key is no point of the curve.</returns>
    public ECXOnlyPubKey? Of(PublicKey signer)
    {
        if (points.TryGetValue(signer, out ECXOnlyPubKey? known)) return known;
        Hash32 x = signer.Bytes;
        if (!ECXOnlyPubKey.TryCreate(x.Span, out ECXOnlyPubKey? key)) return null;
        if (points.Count >= Remembered) points.Clear();
        points.Add(signer, key);
        return key;
    }
}
