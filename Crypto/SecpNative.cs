using System.Runtime.InteropServices;

namespace Chain.Crypto;

/// <summary>
/// The C API of libsecp256k1, as declared in secp256k1{,_extrakeys,_schnorrsig,_ecdh}.h of 0.2.0.
/// </summary>
internal static unsafe partial class SecpNative
{
    public const int XOnlyPubKeySize = 64;
    public const int PubKeySize = 64;
    public const int KeyPairSize = 96;

    /// <summary>SECP256K1_CONTEXT_NONE: since 0.2.0 one kind of context signs and verifies.</summary>
    public const uint ContextNone = 1;

    private const string Library = NativeLibraries.Secp256k1;

    static SecpNative() => NativeLibraries.Register();

    [LibraryImport(Library, EntryPoint = "secp256k1_context_create")]
    public static partial nint ContextCreate(uint flags);

    [LibraryImport(Library, EntryPoint = "secp256k1_context_randomize")]
    public static partial int ContextRandomize(nint context, byte* seed32);

    [LibraryImport(Library, EntryPoint = "secp256k1_keypair_create")]
    public static partial int KeyPairCreate(nint context, byte* keyPair, byte* secret32);

    [LibraryImport(Library, EntryPoint = "secp256k1_keypair_sec")]
    public static partial int KeyPairSecret(nint context, byte* secret32, byte* keyPair);

    [LibraryImport(Library, EntryPoint = "secp256k1_keypair_xonly_pub")]
    public static partial int KeyPairXOnlyPub(nint context, byte* pubKey, int* parity, byte* keyPair);

    [LibraryImport(Library, EntryPoint = "secp256k1_xonly_pubkey_parse")]
    public static partial int XOnlyPubKeyParse(nint context, byte* pubKey, byte* x32);

    [LibraryImport(Library, EntryPoint = "secp256k1_xonly_pubkey_serialize")]
    public static partial int XOnlyPubKeySerialize(nint context, byte* x32, byte* pubKey);

    [LibraryImport(Library, EntryPoint = "secp256k1_ec_pubkey_parse")]
    public static partial int PubKeyParse(nint context, byte* pubKey, byte* input, nuint length);

    [LibraryImport(Library, EntryPoint = "secp256k1_schnorrsig_sign_custom")]
    public static partial int SchnorrSign(
        nint context, byte* sig64, byte* message, nuint length, byte* keyPair, ExtraParams* extra);

    [LibraryImport(Library, EntryPoint = "secp256k1_schnorrsig_verify")]
    public static partial int SchnorrVerify(
        nint context, byte* sig64, byte* message, nuint length, byte* pubKey);

    [LibraryImport(Library, EntryPoint = "secp256k1_ecdh")]
    public static partial int Ecdh(
        nint context, byte* output, byte* pubKey, byte* secret32,
        delegate* unmanaged[Cdecl]<byte*, byte*, byte*, void*, int> hash, void* data);

    /// <summary>
    /// secp256k1_schnorrsig_extraparams; the magic is SECP256K1_SCHNORRSIG_EXTRAPARAMS_MAGIC.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ExtraParams(byte* aux32)
    {
        private readonly uint magic = BitConverter.IsLittleEndian ? 0x8CB36FDAu : 0xDA6FB38Cu;
        private readonly nint nonceFunction = 0; // null: BIP340's own
        private readonly byte* nonceData = aux32;
    }
}
