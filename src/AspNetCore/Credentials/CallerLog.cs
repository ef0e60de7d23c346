using System.Net;
using Microsoft.Extensions.Logging;

namespace Verifier.AspNetCore.Credentials;

/// <summary>What is written about calls for decisions that were refused because of who made them.</summary>
internal static partial class CallerLog
{
    [LoggerMessage(1501, LogLevel.Warning, "A call for a decision from {Address} was refused: it has no caller key of this installation")]
    public static partial void Unknown(ILogger logger, IPAddress? address);

    [LoggerMessage(1502, LogLevel.Error, "Somebody tries caller keys, {Address} among them: more than 10 wrong ones in a minute from one address, or 100 in all. Further ones are answered with 429 and not logged for {Seconds} s; the right ones go on working")]
    public static partial void TooMany(ILogger logger, IPAddress? address, int seconds);
}
