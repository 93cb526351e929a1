namespace Chain.Node.Verification;

/// <summary>True when the key's owner signed the digest. Safe for all threads.</summary>
public delegate bool SignatureCheck(PublicKey signer, Hash32 digest, Signature signature);
