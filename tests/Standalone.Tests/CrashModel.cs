using System.Text.Json.Nodes;

namespace Verifier.Standalone.Tests;

/// <summary>What may be stored, by what was acknowledged and by what was under way when the process ended.</summary>
internal sealed class CrashModel
{
    private readonly Lock _turn = new();
    private readonly Dictionary<string, HashSet<string?>> _audiences = [];
    private readonly HashSet<string> _revoked = [];
    private readonly HashSet<string> _maybeRevoked = [];
    private readonly List<JsonObject> _accepted = [];

    public int Acknowledged { get; private set; }

    public int Accepted { get; private set; }

    /// <summary>Entity tags of changes that were acknowledged: each must be in the audit log.</summary>
    public HashSet<string> ETags { get; } = [];

    /// <summary>A tenant is about to have this audience, or to be deleted (null).</summary>
    public void Begins(string tenant, string? audience)
    {
        lock (_turn)
        {
            _ = Possible(tenant).Add(audience);
        }
    }

    public void Ends(string tenant, string? audience, string? etag)
    {
        lock (_turn)
        {
            _audiences[tenant] = [audience];
            Acknowledged++;
            if (etag is not null)
            {
                Assert.True(ETags.Add(etag), $"{etag} was given out before.");
            }
        }
    }

    public void BeginsToRevoke(string subject)
    {
        lock (_turn)
        {
            _ = _maybeRevoked.Add(subject);
        }
    }

    public void Revoked(string subject)
    {
        lock (_turn)
        {
            _ = _revoked.Add(subject);
            Acknowledged++;
        }
    }

    public void Accept(JsonObject request)
    {
        lock (_turn)
        {
            _accepted.Add(request);
            Accepted++;
        }
    }

    /// <summary>The latest requests that were allowed, by whichever process.</summary>
    public IReadOnlyList<JsonObject> Latest(int count)
    {
        lock (_turn)
        {
            return [.. _accepted.TakeLast(count)];
        }
    }

    /// <summary>Holds what is there after a start against what may be there, and goes on from it.</summary>
    public void CheckTenants(IReadOnlyDictionary<string, string> found)
    {
        lock (_turn)
        {
            foreach (string tenant in _audiences.Keys.Concat(found.Keys).Distinct().ToList())
            {
                string? audience = found.GetValueOrDefault(tenant);
                Assert.True(Possible(tenant).Contains(audience), $"{tenant} has {audience ?? "gone"}, and may have {string.Join(" or ", Possible(tenant).Select(possible => possible ?? "gone"))}.");
                _audiences[tenant] = [audience];
            }
        }
    }

    public void CheckRevoked(IReadOnlySet<string> found)
    {
        lock (_turn)
        {
            Assert.Empty(_revoked.Except(found));
            Assert.Empty(found.Except(_maybeRevoked));
            _revoked.UnionWith(found);
        }
    }

    private HashSet<string?> Possible(string tenant) => _audiences.TryGetValue(tenant, out HashSet<string?>? possible) ? possible : _audiences[tenant] = [null];
}
