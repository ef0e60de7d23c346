namespace Verifier.Standalone.Commands;

/// <summary>The exit codes of the commands.</summary>
internal static class CommandExit
{
    /// <summary>The configuration is good; the request is allowed.</summary>
    public const int Good = 0;

    /// <summary>The request is refused.</summary>
    public const int Refused = 1;

    /// <summary>The command could not do what it was asked to.</summary>
    public const int Error = 2;

    public static int Refuse(TextWriter error, params IEnumerable<string> faults)
    {
        foreach (string fault in faults)
        {
            error.WriteLine(fault);
        }

        return Error;
    }
}
