using System.Buffers;
using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.Decisions;
using Verifier.Explanations;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Explanations;

/// <summary>Answers the document of <c>POST /v1/explain</c>, however it came. Stores and logs nothing of it.</summary>
/// <param name="explainer">Explains the verdict.</param>
/// <param name="tenants">Who is there.</param>
/// <param name="clock">Tells the time to judge at where the document does not.</param>
public sealed class RequestExplainer(TokenExplainer explainer, ITenantSource tenants, TimeProvider clock)
{
    /// <summary>Explains the verdict on the request in a document.</summary>
    /// <param name="document">The document of <c>POST /v1/verify</c> with an optional <c>at</c> (Unix seconds), in UTF-8; its length is the caller's to bound.</param>
    /// <param name="cancellationToken">Gives up waiting for keys.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<ExplainAnswer> AnswerAsync(ReadOnlyMemory<byte> document, CancellationToken cancellationToken)
    {
        if (!VerifyDocument.TryReadExplain(new ReadOnlySequence<byte>(document), out AccessRequest? request, out long? at, out string fault))
        {
            return new ExplainAnswer(StatusCodes.Status400BadRequest, fault, null);
        }

        if (request!.Tenant is { } tenant && !tenants.Index.Contains(tenant))
        {
            return new ExplainAnswer(StatusCodes.Status404NotFound, "There is no such tenant.", null);
        }

        return new ExplainAnswer(StatusCodes.Status200OK, null, await explainer.ExplainAsync(request, at ?? clock.GetUtcNow().ToUnixTimeSeconds(), cancellationToken));
    }
}
