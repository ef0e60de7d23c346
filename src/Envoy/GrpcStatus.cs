namespace Verifier.Envoy;

/// <summary>The status codes of gRPC that are used here; <c>google.rpc.Status</c> has the same.</summary>
internal enum GrpcStatus
{
    Ok = 0,
    InvalidArgument = 3,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    Unauthenticated = 16,
}
