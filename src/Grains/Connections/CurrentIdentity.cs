using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Verifier.Grains.Connections;

/// <summary>
/// A host's identity as its files have it. They are looked at when a connection is made, every few seconds at most: that is seldom, and by content, because a change behind a symbolic link shows in no file's time. What is
/// wrong at the start stops it; what is wrong later is logged, and the last good one stays.
/// </summary>
internal sealed class CurrentIdentity
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly TlsDemand _demand;
    private readonly TimeProvider _clock;
    private TlsFiles _files;
    private TlsIdentity _identity;
    private long _lookedAt;

    /// <summary>Reads the files.</summary>
    /// <exception cref="InvalidOperationException">A setting or a file is wrong; a sentence a line.</exception>
    public CurrentIdentity(TlsDemand demand, TimeProvider clock)
    {
        _demand = demand;
        _clock = clock;
        List<string> faults = demand.Faults();
        if (faults.Count == 0)
        {
            _files = TlsFiles.Read(demand, faults);
        }

        TlsIdentity? identity = faults.Count == 0 ? TlsIdentity.Read(_files, demand, clock.GetUtcNow(), faults) : null;
        _identity = identity ?? throw new InvalidOperationException(string.Join(Environment.NewLine, faults));
        _lookedAt = clock.GetTimestamp();
    }

    /// <summary>Where a wrong change goes.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>What a connection that is made now is made with.</summary>
    public TlsIdentity Take()
    {
        lock (_lock)
        {
            if (_clock.GetElapsedTime(_lookedAt) >= Pause)
            {
                _lookedAt = _clock.GetTimestamp();
                Look();
            }

            return _identity;
        }
    }

    private void Look()
    {
        List<string> faults = [];
        TlsFiles files = TlsFiles.Read(_demand, faults);
        if (faults.Count == 0 && files.IsLike(_files))
        {
            return;
        }

        TlsIdentity? identity = faults.Count == 0 ? TlsIdentity.Read(files, _demand, _clock.GetUtcNow(), faults) : null;
        if (identity is null)
        {
            // Also when one file of two has been replaced so far.
            Log.CertificateNotTaken(Logger, string.Join(' ', faults));
            return;
        }

        _files = files;
        _identity = identity;
        Log.CertificateTaken(Logger, identity.Certificate?.NotAfter.ToUniversalTime());
    }
}
