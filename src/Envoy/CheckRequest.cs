using Google.Protobuf;
using Verifier.AspNetCore.ForwardAuth;

namespace Verifier.Envoy;

/// <summary>Reads <c>envoy.service.auth.v3.CheckRequest</c>: what of it says which request is protected, and by which policy.</summary>
internal static class CheckRequest
{
    private const string Authorization = "authorization";
    private const string Proof = "dpop";

    /// <summary>The request.</summary>
    /// <exception cref="GrpcException">It is no such message, or one that two readers may read in two ways.</exception>
    public static ProxiedRequest Read(byte[] message)
    {
        // CheckRequest.attributes: AttributeContext { source = 1, request = 4, context_extensions = 10 }; Peer.certificate = 5.
        ProtoFields attributes = new ProtoFields(UnsafeByteOperations.UnsafeWrap(message), 1).Message(1, 1, 4, 10);

        // Request.http: HttpRequest { method = 2, headers = 3, path = 4, host = 5, scheme = 6, header_map = 13 }
        ProtoFields http = attributes.Message(4, 2).Message(2, 2, 3, 4, 5, 6, 13);
        List<(string Name, string Value)> headers = Headers(http);
        return new ProxiedRequest
        {
            Method = http.Octets(2),
            Scheme = http.Octets(6),
            Host = http.Octets(5),
            Target = http.Octets(4),
            Authorization = Lines(headers, Authorization),
            DPoP = Lines(headers, Proof),
            ClientCertificate = attributes.Message(1, 5).Octets(5),
            Policy = [.. attributes.All(10).Select(Entry).Select(entry => KeyValuePair.Create(entry.Text(1), entry.Text(2)))],
        };
    }

    private static List<(string Name, string Value)> Headers(ProtoFields http)
    {
        List<(string Name, string Value)> headers = [.. http.All(3).Select(Entry).Select(entry => (entry.Octets(1), entry.Octets(2)))];
        if (http.One(13) is not { } map)
        {
            return headers;
        }

        // Envoy sends one of the two; which one would count is nobody's to choose.
        if (headers.Count > 0)
        {
            throw GrpcException.Malformed("There are headers and a header_map.");
        }

        // HeaderMap.headers: HeaderValue { key = 1, value = 2, raw_value = 3 }
        foreach (ByteString one in new ProtoFields(map, 1).All(1))
        {
            ProtoFields header = new(one, 1, 2, 3);
            if (header.One(2) is not null && header.One(3) is not null)
            {
                throw GrpcException.Malformed("A header has two values.");
            }

            headers.Add((header.Octets(1), header.Octets(2) + header.Octets(3)));
        }

        return headers;
    }

    // An entry of a map: key = 1, value = 2.
    private static ProtoFields Entry(ByteString entry) => new(entry, 1, 2);

    // Where the client has sent several lines Envoy joins them with commas, unless it sends a header_map. Neither a credential nor a proof has a comma, so both are refused.
    private static HeaderField Lines(List<(string Name, string Value)> headers, string name)
        => HeaderField.From([.. headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => (string?)header.Value)]);
}
