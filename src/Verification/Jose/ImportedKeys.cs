using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Verifier.Jose;

/// <summary>
/// One key, imported as often as it is used at the same time, at most once per processor in the long run: .NET does not say that its RSA and ECDsa
/// objects may be shared by threads, and importing a P-256 key costs more than verifying with it. What lies here idle is left to the garbage collector.
/// </summary>
internal sealed class ImportedKeys(PublicJwk jwk)
{
    private readonly AsymmetricAlgorithm?[] _idle = new AsymmetricAlgorithm?[Environment.ProcessorCount];
    private volatile bool _isNoKey;

    /// <summary>Takes an imported key, for one thread; false when it cannot be imported, now or ever.</summary>
    public bool TryRent([NotNullWhen(true)] out AsymmetricAlgorithm? key)
    {
        int first = Thread.GetCurrentProcessorId();
        for (int i = 0; i < _idle.Length; i++)
        {
            ref AsymmetricAlgorithm? slot = ref _idle[(first + i) % _idle.Length];
            key = slot is null ? null : Interlocked.Exchange(ref slot, null);
            if (key is not null)
            {
                return true;
            }
        }

        return TryImport(out key);
    }

    /// <summary>Gives a key back.</summary>
    public void Return(AsymmetricAlgorithm key)
    {
        int first = Thread.GetCurrentProcessorId();
        for (int i = 0; i < _idle.Length; i++)
        {
            if (Interlocked.CompareExchange(ref _idle[(first + i) % _idle.Length], key, null) is null)
            {
                return;
            }
        }

        key.Dispose();
    }

    private bool TryImport([NotNullWhen(true)] out AsymmetricAlgorithm? key)
    {
        key = null;
        if (_isNoKey)
        {
            return false;
        }

        try
        {
            key = jwk.Import();
            return true;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException or ArgumentException)
        {
            // A point off its curve, or a curve that this platform does not have.
            _isNoKey = true;
            return false;
        }
    }
}
