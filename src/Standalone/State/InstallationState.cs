using System.Diagnostics.CodeAnalysis;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Verifier.AspNetCore.InProcess;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.Standalone.State;

/// <summary>All that survives a restart of one process, in one SQLite file of a directory that this process alone uses.</summary>
internal sealed class InstallationState : ITenantStore, IKeyStore, ILifeStore, IDisposable
{
    // The longest that any tenant may let keys serve (TenantPolicy.KeyMaxStale).
    private const long OldestKeys = 604_800;

    private readonly StateDirectory _directory;
    private readonly SqliteConnection _database;
    private readonly WorkQueue _queue = new("verifier.db");
    private readonly Lock _turn = new();
    private Dictionary<(string Tenant, IssuerPolicy Issuer), StoredKeys> _newKeys = [];
    private bool _isFailing;
    private bool _isDisposed;

    // Only on the queue's thread from here on.
    private bool _isFirstStart;

    // The closed life that is stored and was not touched since: honoured by a read, and sealed at the end.
    private StoredLife? _closed;

    private InstallationState(StateDirectory directory, SqliteConnection database, bool isFirstStart, StoredLife? closed)
    {
        _directory = directory;
        _database = database;
        _isFirstStart = isFirstStart;
        _closed = closed;
        WasMissing = !directory.IsNew && isFirstStart;
    }

    /// <summary>Where faults are told.</summary>
    public ILogger Logger { private get; set; } = NullLogger.Instance;

    /// <summary>Whether the file was missing in a directory that was used before.</summary>
    public bool WasMissing { get; }

    /// <summary>The file.</summary>
    public string File => _directory.Database;

    /// <summary>Opens what is in the directory, or makes it; or says in one sentence why that cannot be.</summary>
    public static bool TryOpen(string directory, [NotNullWhen(true)] out InstallationState? state, [NotNullWhen(false)] out string? fault)
    {
        state = null;
        StateDirectory? opened = null;
        SqliteConnection? database = null;
        try
        {
            opened = StateDirectory.Open(directory);

            // Before the file is opened, which may change it; and before anything relies on what the seal says.
            bool isMade = !System.IO.File.Exists(opened.Database);
            string? identity = FileIdentity.Of(opened.Database);
            string? seal = Seal.Take(opened.Seal);
            database = StateFile.Open(opened);
            StoredLife? life = LifeTable.Read(database).Life;
            StoredLife? closed = life is { IsClosed: true } && Seal.IsOf(seal, life.Id, identity) ? life : null;
            state = new InstallationState(opened, database, isMade, closed);
            fault = null;
            return true;
        }
        catch (Exception refused) when (refused is StateException or IOException or UnauthorizedAccessException or SqliteException)
        {
            database?.Dispose();
            opened?.Dispose();
            fault = refused is StateException ? refused.Message : $"Verifier:DataDirectory is \"{directory}\", which cannot be used: {refused.Message}";
            return false;
        }
    }

    StoredTenants ITenantStore.Read() => _queue.DoAsync(() => TenantTables.Read(_database)).GetAwaiter().GetResult();

    async ValueTask<bool> ITenantStore.WriteAsync(long version, IReadOnlyList<TenantWrite> changes, IReadOnlyList<AuditEntry> audit)
    {
        try
        {
            return await _queue.DoAsync(() =>
            {
                TenantTables.Write(_database, version, changes, audit);
                Worked();
                return true;
            });
        }
        catch (Exception fault) when (IsOfDatabase(fault))
        {
            StateLog.ChangeNotStored(Logger, File, Explain(fault));
            return false;
        }
    }

    IReadOnlyList<StoredKeys> IKeyStore.Read() => _queue.DoAsync(() => KeyTable.Read(_database)).GetAwaiter().GetResult();

    void IKeyStore.Keep(StoredKeys keys)
    {
        lock (_turn)
        {
            _newKeys[(keys.Tenant, keys.Issuer)] = keys;
            if (_newKeys.Count > 1)
            {
                // Somebody has asked for all of them to be written already.
                return;
            }
        }

        InBackground(WriteNewKeys);
    }

    void IKeyStore.Forget(string tenant, IReadOnlyCollection<IssuerPolicy> except) => InBackground(() =>
    {
        WriteNewKeys();
        KeyTable.Forget(_database, tenant, except);
    });

    async ValueTask<StoredLedger> ILifeStore.ReadAsync()
    {
        try
        {
            return await _queue.DoAsync(() =>
            {
                (StoredLife? life, byte[] ledger) = LifeTable.Read(_database);
                return new StoredLedger(life, life is not null && life == _closed ? ledger : default(ReadOnlyMemory<byte>), _isFirstStart && _directory.IsNew && life is null);
            });
        }
        catch (Exception fault) when (IsOfDatabase(fault))
        {
            throw new IOException($"{File}: {Explain(fault)}", fault);
        }
    }

    async ValueTask<LifeWrite> ILifeStore.WriteAsync(StoredLife? expected, StoredLife record, ReadOnlyMemory<byte> ledger)
    {
        try
        {
            return await _queue.DoAsync(() =>
            {
                // Whatever comes of it: from here on nobody knows that what was closed is untouched.
                _isFirstStart = false;
                _closed = null;
                LifeWrite outcome = LifeTable.Write(_database, expected, record, ledger);
                _closed = outcome is LifeWrite.Stored && record.IsClosed ? record : null;
                Worked();
                return outcome;
            });
        }
        catch (Exception fault) when (IsOfDatabase(fault))
        {
            // Once, not every half second.
            lock (_turn)
            {
                if (!_isFailing)
                {
                    StateLog.LifeNotStored(Logger, File, Explain(fault));
                }

                _isFailing = true;
            }

            return LifeWrite.Unknown;
        }
    }

    /// <summary>Finishes what was asked for, closes the file, and seals it if a life was closed in it.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _queue.Dispose();
        _database.Dispose();
        try
        {
            if (_closed is not null)
            {
                Seal.Write(_directory.Seal, File, _closed.Id);
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            StateLog.NotSealed(Logger, _directory.Seal, fault.Message);
        }

        _directory.Dispose();
    }

    private void InBackground(Action work)
    {
        try
        {
            _ = _queue.DoAsync(() =>
            {
                try
                {
                    work();
                }
                catch (Exception fault) when (IsOfDatabase(fault))
                {
                    StateLog.KeysNotStored(Logger, File, Explain(fault));
                }

                return true;
            });
        }
        catch (ObjectDisposedException)
        {
            // The process is stopping.
        }
    }

    private void WriteNewKeys()
    {
        Dictionary<(string, IssuerPolicy), StoredKeys> keys;
        lock (_turn)
        {
            (keys, _newKeys) = (_newKeys, []);
        }

        if (keys.Count == 0)
        {
            return;
        }

        using SqliteTransaction transaction = _database.BeginTransaction(deferred: false);
        foreach (StoredKeys stored in keys.Values)
        {
            KeyTable.Keep(_database, stored);
        }

        _ = _database.Run("DELETE FROM issuer_keys WHERE fetched_at < $oldest", ("$oldest", keys.Values.Max(stored => stored.FetchedAt) - OldestKeys));
        transaction.Commit();
    }

    private void Worked()
    {
        lock (_turn)
        {
            if (_isFailing)
            {
                StateLog.Recovered(Logger, File);
            }

            _isFailing = false;
        }
    }

    // The second kind is what the package itself says of a transaction that SQLite has rolled back already, and of a queue that is closed.
    private static bool IsOfDatabase(Exception fault) => fault is SqliteException or InvalidOperationException;

    private static string Explain(Exception fault) => fault switch
    {
        SqliteException sqlite => SqliteCodes.Explain(sqlite),
        ObjectDisposedException => "it is closed",
        _ => fault.Message,
    };
}
