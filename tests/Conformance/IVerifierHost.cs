using System.Text.Json.Nodes;
using Verifier.Testing;

namespace Verifier.Conformance;

/// <summary>A running verifier, whatever carries it: one process, one process over HTTP, a cluster. It takes issuers on loopback over plain http, and takes its store for a first start.</summary>
public interface IVerifierHost : IAsyncDisposable
{
    /// <summary>The clock that all of it runs on; null where it runs on the real one.</summary>
    TestClock? Clock { get; }

    /// <summary>How many requests at once are fair to ask of it.</summary>
    int Crowd { get; }

    /// <summary>Asks for a decision.</summary>
    Task<Answered> AskAsync(Ask ask);

    /// <summary>Adds a tenant, or gives it another policy, in force when the task ends.</summary>
    Task PutTenantAsync(string tenant, JsonObject settings);

    /// <summary>Removes a tenant.</summary>
    Task DeleteTenantAsync(string tenant);

    /// <summary>Adds a revocation as the HTTP contract writes it, in force when the task ends; answers its id.</summary>
    Task<string> RevokeAsync(string tenant, JsonObject revocation);

    /// <summary>Takes a revocation back.</summary>
    Task RestoreAsync(string tenant, string revocation);

    /// <summary>Has the keys of all the tenant's issuers fetched now.</summary>
    Task RefreshKeysAsync(string tenant);

    /// <summary>Makes the ledger of used proofs unreachable.</summary>
    Task CutLedgerOffAsync();

    /// <summary>Lets whoever holds the ledger die without a word; another one takes over, knowing nothing.</summary>
    Task LoseLedgerAsync();
}
