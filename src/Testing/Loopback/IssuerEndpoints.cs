using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Verifier.Testing;

/// <summary>Which path gives what.</summary>
internal sealed class IssuerEndpoints
{
    private readonly LoopbackIssuer _issuer;
    private readonly AnswerSender _sender;
    private readonly TokenEndpoint _token;
    private readonly IssuerControl? _control;
    private readonly HashSet<string> _metadataPaths = new(StringComparer.Ordinal);
    private readonly string _jwksPath;
    private readonly string _tokenPath;

    public IssuerEndpoints(LoopbackIssuer issuer, LoopbackIssuerOptions options)
    {
        _issuer = issuer;
        _sender = new AnswerSender(issuer);
        _token = new TokenEndpoint(issuer, options.Clients);
        _control = options.AllowsControl ? new IssuerControl(issuer) : null;
        string path = Uri.UnescapeDataString(options.PathBase).TrimEnd('/');
        if (options.ServesOpenIdConfiguration)
        {
            // Appended to the issuer (OpenID Connect Discovery 1.0 section 4.1) ...
            _ = _metadataPaths.Add($"{path}/.well-known/openid-configuration");
        }

        if (options.ServesAuthorizationServerMetadata)
        {
            // ... but inserted between host and path (RFC 8414 section 3.1).
            _ = _metadataPaths.Add($"/.well-known/oauth-authorization-server{path}");
        }

        _jwksPath = $"{path}/jwks";
        _tokenPath = $"{path}/token";
    }

    public Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path.Value ?? "";
        IssuerFaults faults = _issuer.Faults;
        if (_metadataPaths.Contains(path))
        {
            return DocumentAsync(context, _issuer.Counts.AddDiscovery, () => faults.Discovery, Metadata);
        }

        if (path == _jwksPath)
        {
            return DocumentAsync(context, _issuer.Counts.AddJwks, () => faults.Jwks, KeySet);
        }

        if (path == _tokenPath)
        {
            if (!HttpMethods.IsPost(context.Request.Method))
            {
                return RefuseMethod(context, "POST");
            }

            _issuer.Counts.AddToken();
            return _sender.SendAsync(context, () => faults.Token, () => _token.AnswerAsync(context.Request));
        }

        if (_control is not null && path.StartsWith("/control/", StringComparison.Ordinal))
        {
            return _sender.SendAsync(context, () => IssuerFault.None, () => Task.FromResult(_control.Answer(context.Request)));
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private Task DocumentAsync(HttpContext context, Action count, Func<IssuerFault> faultNow, Func<IssuerFault, JsonObject> document)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            return RefuseMethod(context, "GET, HEAD");
        }

        count();
        IssuerFault fault = faultNow();
        return _sender.SendAsync(context, faultNow, () => Task.FromResult(new IssuerAnswer(StatusCodes.Status200OK, document(fault))));
    }

    private JsonObject Metadata(IssuerFault fault)
    {
        JsonObject metadata = _issuer.Issuer.Discovery();
        if (fault == IssuerFault.WrongIssuer)
        {
            metadata["issuer"] = "https://another-issuer.test";
        }

        return metadata;
    }

    private JsonObject KeySet(IssuerFault fault)
        => fault == IssuerFault.EmptyKeySet ? new JsonObject { ["keys"] = new JsonArray() } : _issuer.Issuer.Jwks();

    private static Task RefuseMethod(HttpContext context, string allowed)
    {
        context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        context.Response.Headers.Allow = allowed;
        return Task.CompletedTask;
    }
}
