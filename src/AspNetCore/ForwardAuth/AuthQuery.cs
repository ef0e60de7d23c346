using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.ForwardAuth;

/// <summary>The policy that a proxy's configuration names, in the query of <c>GET /v1/auth</c> or in a protocol of its own. It must be understood whole: what is unknown, repeated or empty would check nothing.</summary>
internal sealed record AuthQuery(string? Tenant, AccessDemand Demand, bool WantsClaims)
{
    private static readonly string[] Names = ["tenant", "scope", "audience", "claim", "claims"];

    /// <summary>The policy, or what is wrong with it, in words that hold no value.</summary>
    public static bool TryRead(QueryString query, out AuthQuery? policy, out string fault)
    {
        List<KeyValuePair<string, string>> parameters = [];
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(query.Value))
        {
            parameters.Add(KeyValuePair.Create(pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        }

        return TryRead(parameters, out policy, out fault);
    }

    /// <summary>The same from its parameters, in which nothing is encoded.</summary>
    public static bool TryRead(IEnumerable<KeyValuePair<string, string>> parameters, out AuthQuery? policy, out string fault)
    {
        policy = null;
        string?[] values = new string?[Names.Length];
        foreach ((string name, string value) in parameters)
        {
            int at = Array.IndexOf(Names, name);
            if (at < 0)
            {
                fault = $"{InputName.Quote(name)} is not a parameter of it; those are {string.Join(", ", Names)}.";
                return false;
            }

            if (values[at] is not null)
            {
                fault = $"'{name}' appears more than once.";
                return false;
            }

            values[at] = value;
            if (string.IsNullOrWhiteSpace(value))
            {
                fault = $"'{name}' is empty; it would check nothing.";
                return false;
            }
        }

        return TryRead(values, out policy, out fault);
    }

    private static bool TryRead(string?[] values, out AuthQuery? policy, out string fault)
    {
        policy = null;
        if (values[4] is not (null or "true" or "false"))
        {
            fault = "'claims' must be true or false.";
            return false;
        }

        string[]? scopes = values[1]?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (!TryDemand(scopes, values[2], values[3], out AccessDemand demand))
        {
            fault = !TryDemand(scopes, null, null, out _) ? "'scope' must be at most 64 scopes of visible ASCII characters, with spaces between."
                : !TryDemand(null, values[2], null, out _) ? "'audience' must be 1 to 512 characters."
                : "'claim' must be 1 to 256 characters.";
            return false;
        }

        policy = new AuthQuery(values[0], demand, values[4] == "true");
        fault = "";
        return true;
    }

    private static bool TryDemand(string[]? scopes, string? audience, string? claim, out AccessDemand demand)
        => AccessDemand.TryCreate(scopes, audience is null ? null : [audience], claim is null ? null : [claim], null, null, out demand, out _);
}
