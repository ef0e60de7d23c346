using System.Security.Cryptography;
using Verifier.Replay;

namespace Verifier.Nonces;

/// <summary>Mints and checks one tenant's DPoP nonces (RFC 9449 section 9): stateless, under a MAC with the tenant, good on every node that holds the same secrets. Immutable.</summary>
public sealed class NonceRing
{
    /// <summary>How old a nonce may be at most, in seconds.</summary>
    public const int MaxAge = 300;

    /// <summary>The most secrets that a ring holds.</summary>
    public const int MaxSecrets = 4;

    /// <summary>How old a new secret gets before nonces are minted under it, in seconds: by then every node that is not cut off holds it.</summary>
    public const int Announcement = 60;

    private const long RotationPeriod = 86400;

    // For clocks that differ, and for a nonce minted by a node whose grace is about to end.
    private const long Margin = 120;

    /// <summary>From the oldest to the newest.</summary>
    private readonly NonceSecret[] _secrets;

    private NonceRing(NonceSecret[] secrets) => _secrets = secrets;

    /// <summary>The secrets, from the oldest to the newest: for trusted storage and other nodes, for nobody else.</summary>
    public IReadOnlyList<NonceSecret> Secrets => _secrets;

    /// <summary>A ring with one new secret.</summary>
    /// <param name="now">Unix seconds.</param>
    public static NonceRing Create(long now) => new([NewSecret(0, now)]);

    /// <summary>A ring of secrets kept, in the order of <see cref="Secrets"/>.</summary>
    /// <exception cref="ArgumentException">None or more than <see cref="MaxSecrets"/>, two with one id, or one that is not 32 bytes long.</exception>
    public static NonceRing Of(IEnumerable<NonceSecret> secrets)
    {
        NonceSecret[] all = [.. secrets];
        if (all.Length is 0 or > MaxSecrets
            || all.Any(secret => secret.Secret.Length != NonceLayout.SecretSize)
            || all.DistinctBy(secret => secret.Id).Count() != all.Length)
        {
            throw new ArgumentException("A ring has one to four nonce secrets of 32 bytes, each with an id of its own.", nameof(secrets));
        }

        // A copy, so that nobody who keeps the array can change the ring.
        return new NonceRing([.. all.Select(secret => new NonceSecret(secret.Id, secret.Secret.ToArray(), secret.CreatedAt))]);
    }

    /// <summary>Whether it is time to <see cref="Rotate"/>: daily, and when the newest secret claims to be from another day to come, because a clock was wrong.</summary>
    /// <param name="now">Unix seconds.</param>
    public bool RotationDue(long now) => Math.Abs(now - _secrets[^1].CreatedAt) >= RotationPeriod;

    /// <summary>A ring with one more secret, and without those under which no nonce can be valid any more.</summary>
    /// <param name="now">Unix seconds.</param>
    public NonceRing Rotate(long now)
    {
        NonceSecret added = NewSecret((byte)(_secrets[^1].Id + 1), now);

        // A secret is minted under until its successor has been announced, and its last nonces are valid for MaxAge more.
        IEnumerable<NonceSecret> kept = _secrets.Where((_, index) =>
            index == _secrets.Length - 1 || now - _secrets[index + 1].CreatedAt <= Announcement + MaxAge + Margin);
        return new NonceRing([.. kept.TakeLast(MaxSecrets - 1), added]);
    }

    /// <summary>A nonce of this second; it names the ledger's life when one is given.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="now">Unix seconds, from 1970 to 9999.</param>
    /// <param name="life">The life that a <see cref="Reason.ReplayFence"/> told, or default.</param>
    /// <exception cref="ArgumentException">The tenant's name is absurd, or the time is.</exception>
    public string Mint(string tenant, long now, LifeId life = default) => NonceLayout.Write(MintingSecret(now), tenant, now, life);

    /// <summary>
    /// Whether a nonce is genuine: minted for this tenant under a secret still held. Its age is not judged here, see <see cref="NonceRules"/>. Compares in constant time.
    /// </summary>
    public bool TryRead(string tenant, ReadOnlySpan<char> nonce, out NonceClaims claims)
    {
        claims = default;
        Span<byte> buffer = stackalloc byte[NonceLayout.LongestText];
        if (!NonceLayout.TryDecode(nonce, buffer, out ReadOnlySpan<byte> bytes))
        {
            return false;
        }

        foreach (NonceSecret secret in _secrets)
        {
            if (secret.Id == NonceLayout.SecretIdOf(bytes))
            {
                return NonceLayout.IsGenuine(secret, tenant, bytes) && NonceLayout.TryClaims(bytes, out claims);
            }
        }

        return false;
    }

    /// <summary>How many secrets, never which.</summary>
    public override string ToString() => $"nonce ring of {_secrets.Length}";

    private static NonceSecret NewSecret(byte id, long now) => new(id, RandomNumberGenerator.GetBytes(NonceLayout.SecretSize), now);

    private NonceSecret MintingSecret(long now)
    {
        for (int i = _secrets.Length - 1; i > 0; i--)
        {
            if (now - _secrets[i].CreatedAt >= Announcement)
            {
                return _secrets[i];
            }
        }

        return _secrets[0];
    }
}
