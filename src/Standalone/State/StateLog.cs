namespace Verifier.Standalone.State;

/// <summary>What an operator should know of the stored state.</summary>
internal static partial class StateLog
{
    [LoggerMessage(3101, LogLevel.Error, "{File} could not be written: {Fault}; the change was refused and answered with 503")]
    public static partial void ChangeNotStored(ILogger logger, string file, string fault);

    [LoggerMessage(3102, LogLevel.Error, "{File} could not be written: {Fault}; unless that is mended in seconds, requests with a DPoP proof are answered with 503")]
    public static partial void LifeNotStored(ILogger logger, string file, string fault);

    [LoggerMessage(3103, LogLevel.Information, "{File} can be written again")]
    public static partial void Recovered(ILogger logger, string file);

    [LoggerMessage(3104, LogLevel.Warning, "{File} could not be written: {Fault}; issuers' keys fetched now are not stored, so after a restart they are fetched again")]
    public static partial void KeysNotStored(ILogger logger, string file, string fault);

    [LoggerMessage(3105, LogLevel.Warning, "{File} was not there, although this directory has been used before: tenants put over HTTP and revocations are gone")]
    public static partial void WasMissing(ILogger logger, string file);

    [LoggerMessage(3106, LogLevel.Warning, "{File} could not be written: {Fault}; the next start takes the ledger of used DPoP proofs for lost")]
    public static partial void NotSealed(ILogger logger, string file, string fault);
}
