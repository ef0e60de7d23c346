using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Verifier.Testing;

/// <summary>Rotation and faults from a shell.</summary>
internal sealed class IssuerControl(LoopbackIssuer issuer)
{
    public IssuerAnswer Answer(HttpRequest request)
    {
        // A shell sends no Origin. A web page that the developer happens to have open does, and has no business here.
        if (request.Headers.Origin.Count > 0)
        {
            return Refusal(StatusCodes.Status403Forbidden, "Not for web pages.");
        }

        return (request.Method, request.Path.Value) switch
        {
            ("POST", "/control/rotate") => Rotate(request.Query),
            ("POST", "/control/fault") => SetFault(request.Query),
            ("GET", "/control/counters") => Counters(),
            _ => Refusal(StatusCodes.Status404NotFound, "There are POST /control/rotate, POST /control/fault and GET /control/counters."),
        };
    }

    private IssuerAnswer Rotate(IQueryCollection query)
    {
        bool keepOld = true;
        if (query.TryGetValue("keepOld", out var keep) && !bool.TryParse(keep, out keepOld))
        {
            return Refusal(StatusCodes.Status400BadRequest, "keepOld is true or false.");
        }

        string algorithm = query.TryGetValue("alg", out var alg) ? alg.ToString() : issuer.Issuer.CurrentKey.Algorithm;
        if (!TestKey.Algorithms.Contains(algorithm))
        {
            return Refusal(StatusCodes.Status400BadRequest, $"alg is one of {string.Join(", ", TestKey.Algorithms)}.");
        }

        TestKey key = issuer.Issuer.Rotate(keepOld, TestKey.Create(algorithm));
        return new IssuerAnswer(StatusCodes.Status200OK, new JsonObject
        {
            ["kid"] = key.Kid,
            ["alg"] = key.Algorithm,
            ["published"] = new JsonArray([.. issuer.Issuer.Keys.Select(published => (JsonNode)published.Kid)]),
        });
    }

    private IssuerAnswer SetFault(IQueryCollection query)
    {
        // Enum.TryParse would take numbers too.
        string name = query["fault"].ToString();
        if (!Enum.GetNames<IssuerFault>().Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            return Refusal(StatusCodes.Status400BadRequest, $"fault is one of {string.Join(", ", Enum.GetNames<IssuerFault>())}.");
        }

        IssuerFault fault = Enum.Parse<IssuerFault>(name, ignoreCase: true);
        IssuerFaults faults = issuer.Faults;
        Action<IssuerFault>? set = query["on"].ToString() switch
        {
            "discovery" => chosen => faults.Discovery = chosen,
            "jwks" => chosen => faults.Jwks = chosen,
            "token" => chosen => faults.Token = chosen,
            "all" => faults.SetAll,
            _ => null,
        };
        if (set is null)
        {
            return Refusal(StatusCodes.Status400BadRequest, "on is discovery, jwks, token or all.");
        }

        try
        {
            set(fault);
        }
        catch (ArgumentException)
        {
            return Refusal(StatusCodes.Status400BadRequest, $"{fault} is no fault of this endpoint.");
        }

        return new IssuerAnswer(StatusCodes.Status200OK, new JsonObject
        {
            ["discovery"] = faults.Discovery.ToString(),
            ["jwks"] = faults.Jwks.ToString(),
            ["token"] = faults.Token.ToString(),
        });
    }

    private IssuerAnswer Counters() => new(StatusCodes.Status200OK, new JsonObject
    {
        ["discoveryFetches"] = issuer.DiscoveryFetches,
        ["jwksFetches"] = issuer.JwksFetches,
        ["tokenRequests"] = issuer.TokenRequests,
        ["redirectsFollowed"] = issuer.RedirectsFollowed,
    });

    private static IssuerAnswer Refusal(int status, string why) => new(status, new JsonObject { ["error"] = why });
}
