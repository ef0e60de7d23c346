using Verifier.AspNetCore.Configuration;

namespace Verifier.Standalone.Commands;

/// <summary><c>check-config</c>: reads the configuration as a start would, and touches nothing: no data directory, no address, no issuer.</summary>
internal static class CheckConfigCommand
{
    public const string Name = "check-config";

    /// <summary>Prints <c>ok</c>, and 0; or every fault, and 2.</summary>
    /// <param name="args">The host's command line.</param>
    /// <param name="output">Where <c>ok</c> goes, after what is not wrong and still worth attention.</param>
    /// <param name="error">Where the faults go, a sentence a line.</param>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (!StandaloneHost.TryReadSetup(args, out VerifierSetup? setup, out IReadOnlyList<string> faults))
        {
            return CommandExit.Refuse(error, faults);
        }

        foreach (string remark in setup.Remarks)
        {
            output.WriteLine(remark);
        }

        output.WriteLine("ok");
        return CommandExit.Good;
    }
}
