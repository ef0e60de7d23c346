using Google.Protobuf;
using Verifier.AspNetCore.ForwardAuth;

namespace Verifier.Envoy;

/// <summary>Writes <c>envoy.service.auth.v3.CheckResponse</c>. To Envoy a response without a status is one that allows, so there is always one.</summary>
internal static class CheckResponse
{
    private const int OverwriteOrAdd = 2;
    private const string Exposed = "Access-Control-Expose-Headers";

    public static byte[] Write(ProxyAnswer answer)
    {
        // CheckResponse { status = 1, denied_response = 2, ok_response = 3 }; google.rpc.Status.code = 1
        ProtoMessage response = new ProtoMessage().Message(1, new ProtoMessage().Number(1, (int)CodeOf(answer)));
        return (answer.IsAllowed ? response.Message(3, Allowed(answer)) : response.Message(2, Denied(answer))).ToArray();
    }

    private static GrpcStatus CodeOf(ProxyAnswer answer) => answer.Status switch
    {
        _ when answer.IsAllowed => GrpcStatus.Ok,
        401 => GrpcStatus.Unauthenticated,
        503 => GrpcStatus.Unavailable,
        _ => GrpcStatus.PermissionDenied,
    };

    // OkHttpResponse { headers = 2, headers_to_remove = 5, response_headers_to_add = 6 }
    private static ProtoMessage Allowed(ProxyAnswer answer)
    {
        ProtoMessage allowed = new();
        foreach ((string name, string value) in answer.Upstream)
        {
            allowed.Message(2, Set(name, value));
        }

        foreach (string name in answer.Absent)
        {
            allowed.Text(5, name.ToLowerInvariant());
        }

        foreach ((string name, string value) in answer.Client)
        {
            // What the upstream exposes stays exposed.
            allowed.Message(6, name.Equals(Exposed, StringComparison.OrdinalIgnoreCase) ? Header(name, value) : Set(name, value));
        }

        return allowed;
    }

    // DeniedHttpResponse { status = 1, headers = 2, body = 3 }; HttpStatus.code = 1
    private static ProtoMessage Denied(ProxyAnswer answer)
    {
        ProtoMessage denied = new ProtoMessage().Message(1, new ProtoMessage().Number(1, answer.Status));
        foreach ((string name, string value) in answer.Client)
        {
            denied.Message(2, Set(name, value));
        }

        return denied.Bytes(3, UnsafeByteOperations.UnsafeWrap(answer.Body));
    }

    // HeaderValueOption { header = 1, append = 2, append_action = 3, keep_empty_value = 4 }. An older Envoy reads `append` alone (a BoolValue, here false), and a newer one goes by it where it is set.
    private static ProtoMessage Set(string name, string value) => Header(name, value).Message(2, new ProtoMessage()).Number(3, OverwriteOrAdd).Number(4, 1);

    // HeaderValue { key = 1, value = 2 }; names of HTTP/2 are in lower case (RFC 9113 section 8.2).
    private static ProtoMessage Header(string name, string value) => new ProtoMessage().Message(1, new ProtoMessage().Text(1, name.ToLowerInvariant()).Text(2, value));
}
