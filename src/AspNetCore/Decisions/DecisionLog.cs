using Microsoft.Extensions.Logging;

namespace Verifier.AspNetCore.Decisions;

/// <summary>What is written about decisions: never a token, a proof, a claim or a header.</summary>
internal static partial class DecisionLog
{
    [LoggerMessage(1001, LogLevel.Information, "Decision {DecisionId} of tenant {Tenant} refused the request: {Reason}")]
    public static partial void Refused(ILogger logger, string decisionId, string tenant, string reason);
}
