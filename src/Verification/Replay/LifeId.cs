using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Verifier.Replay;

/// <summary>The random 128-bit name of one life of a replay ledger; default means none.</summary>
/// <param name="Value">The bits.</param>
public readonly record struct LifeId(UInt128 Value)
{
    /// <summary>Whether this names no life.</summary>
    public bool IsNone => Value == UInt128.Zero;

    /// <summary>A new name that nobody can guess.</summary>
    public static LifeId Create()
    {
        UInt128 value = default;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<UInt128>(ref value)));
        return new LifeId(value);
    }
}
