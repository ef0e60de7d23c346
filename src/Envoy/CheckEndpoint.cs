using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Verifier.AspNetCore.ForwardAuth;

namespace Verifier.Envoy;

/// <summary><c>envoy.service.auth.v3.Authorization/Check</c>: answers as <c>GET /v1/auth</c> does. Whatever is not a clean yes is a refusal, or a gRPC status that Envoy takes for a failure.</summary>
internal sealed class CheckEndpoint(ForwardAuthService forwardAuth, ILogger<CheckEndpoint> logger)
{
    public const string Path = "/envoy.service.auth.v3.Authorization/Check";

    public async Task HandleAsync(HttpContext context)
    {
        if (!UnaryCall.IsOne(context))
        {
            return;
        }

        if (!forwardAuth.Admits(context))
        {
            UnaryCall.Fail(context, GrpcStatus.PermissionDenied, "This is for the reverse proxies that the service is told to trust.");
            return;
        }

        IPAddress? from = context.Connection.RemoteIpAddress;
        try
        {
            ProxiedRequest request = CheckRequest.Read(await UnaryCall.ReadAsync(context.Request.BodyReader, context.RequestAborted));
            await UnaryCall.WriteAsync(context, CheckResponse.Write(await forwardAuth.AnswerAsync(context, request)));
        }
        catch (GrpcException refused)
        {
            EnvoyLog.Malformed(logger, from, refused.Status, refused.Message);
            UnaryCall.Fail(context, refused.Status, refused.Message);
        }
        catch (BadHttpRequestException unread)
        {
            GrpcStatus status = unread.StatusCode == StatusCodes.Status413PayloadTooLarge ? GrpcStatus.ResourceExhausted : GrpcStatus.InvalidArgument;
            EnvoyLog.Malformed(logger, from, status, "Its body could not be read.");
            UnaryCall.Fail(context, status, "The body could not be read.");
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer.
            context.Abort();
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            EnvoyLog.Failed(logger, from, fault);
            UnaryCall.Fail(context, GrpcStatus.Internal, "The request could not be judged.");
        }
    }
}
