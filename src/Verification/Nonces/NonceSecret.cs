namespace Verifier.Nonces;

/// <summary>One secret of a <see cref="NonceRing"/>, for keeping it and giving it to other nodes. Never shows the secret.</summary>
/// <param name="id">Names the secret in a nonce; unique in its ring.</param>
/// <param name="secret">32 random bytes.</param>
/// <param name="createdAt">Unix seconds.</param>
public sealed class NonceSecret(byte id, ReadOnlyMemory<byte> secret, long createdAt)
{
    /// <summary>Names the secret in a nonce; unique in its ring.</summary>
    public byte Id { get; } = id;

    /// <summary>32 random bytes.</summary>
    public ReadOnlyMemory<byte> Secret { get; } = secret;

    /// <summary>Unix seconds.</summary>
    public long CreatedAt { get; } = createdAt;

    /// <summary>The id and the time, never the secret.</summary>
    public override string ToString() => $"nonce secret {Id} of {CreatedAt}";
}
