using Microsoft.AspNetCore.Http;
using Verifier.AspNetCore.Administration;
using Verifier.AspNetCore.Http;

namespace Verifier.AspNetCore.Explanations;

/// <summary><c>POST /v1/explain</c>: 200 with the explanation, whatever the verdict. A key that may only read is enough, for nothing changes; nothing of what is sent is logged.</summary>
internal sealed class ExplainEndpoint(AdminGate gate, RequestExplainer explainer)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (await gate.AdmitAsync(context, onlyReads: true) is null || !await Query.IsEmptyAsync(context) || await JsonBody.CopyAsync(context) is not { } document)
        {
            return;
        }

        ExplainAnswer answer = await explainer.AnswerAsync(document, context.RequestAborted);
        await (answer.Explanation is null
            ? Problem.WriteAsync(context, answer.Status, answer.Fault!)
            : JsonAnswer.WriteAsync(context, answer.Status, answer.Write));
    }
}
