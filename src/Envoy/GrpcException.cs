namespace Verifier.Envoy;

/// <summary>A call that is answered with another status than 0. The message holds nothing of the call.</summary>
internal sealed class GrpcException(GrpcStatus status, string message) : Exception(message)
{
    public GrpcStatus Status { get; } = status;

    public static GrpcException Malformed(string message) => new(GrpcStatus.InvalidArgument, message);
}
