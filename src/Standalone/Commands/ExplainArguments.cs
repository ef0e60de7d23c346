namespace Verifier.Standalone.Commands;

/// <summary>The command line of <c>explain</c>. A request is never an argument: other users of the machine can read those.</summary>
/// <param name="File">The file that holds the request; null: standard input.</param>
/// <param name="Url">The running host to ask; null: none.</param>
/// <param name="KeyFile">The file that holds the host's admin key; null: none.</param>
/// <param name="Host">What is left, the host's own command line.</param>
internal sealed record ExplainArguments(string? File, string? Url, string? KeyFile, string[] Host)
{
    private const string UrlOption = "--url";
    private const string KeyOption = "--key-file";

    public static bool TryRead(string[] args, out ExplainArguments? arguments, out string fault)
    {
        string? url = null;
        string? keyFile = null;
        List<string> files = [];
        List<string> host = [];
        fault = "";
        for (int i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                files.Add(args[i]);
                continue;
            }

            // "--name value" or "--name=value", as the host's own settings.
            string[] parts = args[i].Split('=', 2);
            string? value = parts.Length == 2 ? parts[1] : ++i < args.Length ? args[i] : null;
            if (value is null)
            {
                fault = "The last option has no value.";
            }
            else if (parts[0] == UrlOption)
            {
                url = value;
            }
            else if (parts[0] == KeyOption)
            {
                keyFile = value;
            }
            else
            {
                host.Add($"{parts[0]}={value}");
            }
        }

        fault = files.Count > 1 ? "explain takes one file with a request, or none to read standard input." : fault;
        arguments = fault.Length == 0 ? new ExplainArguments(files.FirstOrDefault(file => file != "-"), url, keyFile, [.. host]) : null;
        return arguments is not null;
    }
}
