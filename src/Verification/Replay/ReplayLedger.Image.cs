using System.Diagnostics.CodeAnalysis;

namespace Verifier.Replay;

public sealed partial class ReplayLedger
{
    /// <summary>The largest image, in bytes: some eight million proofs.</summary>
    public const int MaxImage = 1 << 28;

    /// <summary>The whole ledger as bytes, for whoever goes on with it. The caller must not answer from this ledger any more.</summary>
    /// <param name="seal">Under which closing it is handed over; reading it back takes the same.</param>
    /// <param name="image">The bytes; for trusted storage: they are guarded against damage, not against forgery.</param>
    /// <returns>False if the image would be larger than <see cref="MaxImage"/>; then there is no handing over.</returns>
    public bool TryExport(LifeId seal, [NotNullWhen(true)] out byte[]? image)
    {
        image = null;
        long size = LedgerImage.HeaderSize + LedgerImage.DigestSize;
        foreach (TenantProofs tenant in _tenants)
        {
            size += LedgerImage.SizeOf(tenant);
        }

        if (size > MaxImage)
        {
            return false;
        }

        var writer = new LedgerImage.Writer((int)size);
        writer.Header(seal, Life, _base, _latest, _tenants.Count);
        foreach (TenantProofs tenant in _tenants)
        {
            // A tenant that nobody has asked for since the clock was set back goes over to the present life first: the image knows no other.
            tenant.Enter(Life, Horizon(_latest, _clockDifference));
            writer.Tenant(tenant, _proofs, _keys);
        }

        image = writer.Finish();
        return true;
    }

    /// <summary>Reads an image back, strictly: whatever is not exactly what <see cref="TryExport"/> writes is refused.</summary>
    /// <param name="image">The bytes.</param>
    /// <param name="seal">The closing under which it must have been handed over.</param>
    /// <param name="clockDifference">How far the clocks of our nodes may differ, in seconds, from 0 to <see cref="MaxClockDifference"/>.</param>
    /// <param name="ledger">The ledger, under the same life.</param>
    /// <exception cref="ArgumentOutOfRangeException">The clock difference is out of its range.</exception>
    public static bool TryImport(ReadOnlySpan<byte> image, LifeId seal, int clockDifference, [NotNullWhen(true)] out ReplayLedger? ledger)
    {
        ledger = null;
        if (image.Length > MaxImage
            || !LedgerImage.Reader.TryOpen(image, out LedgerImage.Reader reader)
            || !reader.TryHeader(seal, out LifeId life, out LedgerFloor floor, out long latest, out int tenants))
        {
            return false;
        }

        var read = new ReplayLedger(life, floor.Fence, floor.Expiry, latest, clockDifference);
        for (int i = 0; i < tenants; i++)
        {
            if (!read.TryReadTenant(ref reader, life))
            {
                return false;
            }
        }

        ledger = reader.IsAtEnd ? read : null;
        return ledger is not null;
    }

    private bool TryReadTenant(ref LedgerImage.Reader reader, LifeId life)
    {
        if (!reader.TryTenant(life, out string name, out LedgerFloor floor, out int lifetime, out int seconds) || _byName.ContainsKey(name))
        {
            return false;
        }

        TenantProofs tenant = AddTenant(name, lifetime, floor);
        long previous = floor.Expiry;
        for (int i = 0; i < seconds; i++)
        {
            if (!reader.TrySecond(out long time, out int count) || time <= previous)
            {
                return false;
            }

            previous = time;
            for (int j = 0; j < count; j++)
            {
                if (!reader.TryProof(out UInt128 proof, out ulong key, out ulong request) || Find(key, proof) >= 0)
                {
                    return false;
                }

                Record(tenant, key, proof, request, time);
            }
        }

        return true;
    }
}
