using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Verifier.Replay;

/// <summary>A ledger as bytes: version 2, little-endian, counted throughout, with a SHA-256 over all of it at the end.</summary>
/// <remarks>
/// Header: magic, version, seal, life, base fence, base expiry, latest time, tenants. Tenant: name (length and UTF-8), fence, expiry, lifetime, seconds. Second, in
/// ascending order: time, proofs. Proof: its 128 bits, its key's 64, its request's 64. Expired proofs are left out.
/// </remarks>
internal static class LedgerImage
{
    public const int HeaderSize = 8 + 16 + 16 + 8 + 8 + 8 + 4;
    public const int DigestSize = SHA256.HashSizeInBytes;
    private const int TenantSize = 2 + 8 + 8 + 4 + 4;
    private const int SecondSize = 8 + 4;
    private const int ProofSize = 16 + 8 + 8;
    private const int MaxName = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    // Seven letters and the version.
    private static ReadOnlySpan<byte> Magic => "vrflife\u0002"u8;

    public static long SizeOf(TenantProofs tenant) =>
        TenantSize + StrictUtf8.GetByteCount(tenant.Name) + ((long)tenant.Proofs.LiveSeconds.Length * SecondSize) + ((long)tenant.Proofs.Live * ProofSize);

    internal struct Writer(int atMost)
    {
        private readonly byte[] _bytes = new byte[atMost];
        private int _at;

        public void Header(LifeId seal, LifeId life, in LedgerFloor floor, long latest, int tenants)
        {
            Magic.CopyTo(Next(Magic.Length));
            BinaryPrimitives.WriteUInt128LittleEndian(Next(16), seal.Value);
            BinaryPrimitives.WriteUInt128LittleEndian(Next(16), life.Value);
            Write(floor.Fence);
            Write(floor.Expiry);
            Write(latest);
            Write(tenants);
        }

        public void Tenant(TenantProofs tenant, SlotTable<ProofSlot> proofs, SlotTable<KeySlot> keys)
        {
            int length = StrictUtf8.GetByteCount(tenant.Name);
            BinaryPrimitives.WriteUInt16LittleEndian(Next(2), checked((ushort)length));
            _ = StrictUtf8.GetBytes(tenant.Name, Next(length));
            Write(tenant.Floor.Fence);
            Write(tenant.Floor.Expiry);
            Write(tenant.Lifetime);
            Write(tenant.Proofs.LiveSeconds.Length);
            foreach (ref readonly ExpiryQueue.Second second in tenant.Proofs.LiveSeconds)
            {
                Write(second.Time);
                Write(second.Count);
                for (int slot = second.Head; slot >= 0; slot = proofs[slot].NextOfSecond)
                {
                    ref readonly ProofSlot proof = ref proofs[slot];
                    Write((long)proof.Low);
                    Write((long)proof.High);
                    Write((long)keys[proof.Owner].Low);
                    Write((long)proof.Request);
                }
            }
        }

        public byte[] Finish()
        {
            int content = _at;
            _ = SHA256.HashData(_bytes.AsSpan(0, content), Next(DigestSize));
            return _at == _bytes.Length ? _bytes : _bytes[.._at];
        }

        private Span<byte> Next(int length)
        {
            Span<byte> next = _bytes.AsSpan(_at, length);
            _at += length;
            return next;
        }

        private void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Next(8), value);

        private void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Next(4), value);
    }

    internal ref struct Reader
    {
        private ReadOnlySpan<byte> _rest;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public static bool TryOpen(ReadOnlySpan<byte> image, out Reader reader)
        {
            reader = default;
            if (image.Length < HeaderSize + DigestSize)
            {
                return false;
            }

            Span<byte> digest = stackalloc byte[DigestSize];
            _ = SHA256.HashData(image[..^DigestSize], digest);
            reader._rest = image[..^DigestSize];
            return image[^DigestSize..].SequenceEqual(digest) && image.StartsWith(Magic);
        }

        public bool TryHeader(LifeId seal, out LifeId life, out LedgerFloor floor, out long latest, out int tenants)
        {
            ReadOnlySpan<byte> header = Next(HeaderSize);
            life = new LifeId(BinaryPrimitives.ReadUInt128LittleEndian(header[24..]));
            floor = new LedgerFloor(life, BinaryPrimitives.ReadInt64LittleEndian(header[40..]), BinaryPrimitives.ReadInt64LittleEndian(header[48..]));
            latest = BinaryPrimitives.ReadInt64LittleEndian(header[56..]);
            tenants = BinaryPrimitives.ReadInt32LittleEndian(header[64..]);
            return !life.IsNone && tenants >= 0 && BinaryPrimitives.ReadUInt128LittleEndian(header[8..]) == seal.Value;
        }

        public bool TryTenant(LifeId life, out string name, out LedgerFloor floor, out int lifetime, out int seconds)
        {
            name = "";
            floor = default;
            lifetime = seconds = 0;
            int length = _rest.Length < TenantSize ? int.MaxValue : BinaryPrimitives.ReadUInt16LittleEndian(Next(2));
            if (length > MaxName || _rest.Length < length + TenantSize - 2)
            {
                return false;
            }

            try
            {
                name = StrictUtf8.GetString(Next(length));
            }
            catch (DecoderFallbackException)
            {
                return false;
            }

            floor = new LedgerFloor(life, BinaryPrimitives.ReadInt64LittleEndian(Next(8)), BinaryPrimitives.ReadInt64LittleEndian(Next(8)));
            lifetime = BinaryPrimitives.ReadInt32LittleEndian(Next(4));
            seconds = BinaryPrimitives.ReadInt32LittleEndian(Next(4));
            return lifetime is >= 1 and <= ReplayLedger.MaxLifetime && seconds >= 0;
        }

        public bool TrySecond(out long time, out int count)
        {
            time = 0;
            count = 0;
            if (_rest.Length < SecondSize)
            {
                return false;
            }

            time = BinaryPrimitives.ReadInt64LittleEndian(Next(8));
            count = BinaryPrimitives.ReadInt32LittleEndian(Next(4));
            return count > 0;
        }

        public bool TryProof(out UInt128 proof, out ulong key, out ulong request)
        {
            proof = default;
            key = request = 0;
            if (_rest.Length < ProofSize)
            {
                return false;
            }

            proof = BinaryPrimitives.ReadUInt128LittleEndian(Next(16));
            key = BinaryPrimitives.ReadUInt64LittleEndian(Next(8));
            request = BinaryPrimitives.ReadUInt64LittleEndian(Next(8));
            return true;
        }

        private ReadOnlySpan<byte> Next(int length)
        {
            ReadOnlySpan<byte> next = _rest[..length];
            _rest = _rest[length..];
            return next;
        }
    }
}
