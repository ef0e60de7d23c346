using System.Net;
using Microsoft.Extensions.Logging;

namespace Verifier.AspNetCore.Administration;

/// <summary>What is written about calls to administration that were refused; what was done is in the audit log.</summary>
internal static partial class AdminLog
{
    [LoggerMessage(1201, LogLevel.Warning, "A {Method} to administration from {Address} was refused: it has no admin key of this installation")]
    public static partial void Unknown(ILogger logger, string method, IPAddress? address);

    [LoggerMessage(1203, LogLevel.Error, "Somebody tries admin keys, {Address} among them: more than 10 wrong ones in a minute from one address, or 100 in all. Further ones are answered with 429 and not logged for {Seconds} s; the right ones go on working")]
    public static partial void TooMany(ILogger logger, IPAddress? address, int seconds);

    [LoggerMessage(1202, LogLevel.Warning, "A {Method} to administration with the key {Key} was refused: that key may only read")]
    public static partial void ReadOnly(ILogger logger, string key, string method);
}
