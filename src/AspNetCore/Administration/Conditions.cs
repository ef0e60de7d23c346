using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Administration;

/// <summary>Reads <c>If-Match</c> and <c>If-None-Match</c> (RFC 9110 section 13.1).</summary>
internal static class Conditions
{
    /// <summary>The condition; false when a header is there and cannot be read, because it must not count as none.</summary>
    public static bool TryRead(IHeaderDictionary headers, out TenantCondition condition)
    {
        bool good = TryRead(headers.IfMatch, weakCounts: false, out IReadOnlyList<string>? ifMatch) & TryRead(headers.IfNoneMatch, weakCounts: true, out IReadOnlyList<string>? ifNoneMatch);
        condition = new TenantCondition(ifMatch, ifNoneMatch);
        return good;
    }

    private static bool TryRead(StringValues header, bool weakCounts, out IReadOnlyList<string>? tags)
    {
        tags = null;
        if (header.Count == 0)
        {
            return true;
        }

        if (!EntityTagHeaderValue.TryParseStrictList([.. header.Select(line => line ?? "")], out IList<EntityTagHeaderValue>? parsed))
        {
            return false;
        }

        // If-Match compares strongly, If-None-Match weakly (sections 13.1.1 and 13.1.2).
        tags = [.. parsed.Where(tag => weakCounts || !tag.IsWeak).Select(tag => tag.Tag.ToString())];
        return true;
    }
}
