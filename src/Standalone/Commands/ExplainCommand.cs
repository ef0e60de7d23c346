using System.Text.Encodings.Web;
using System.Text.Json;
using Verifier.AspNetCore;
using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Explanations;

namespace Verifier.Standalone.Commands;

/// <summary><c>explain</c>: what <c>POST /v1/explain</c> answers, for a request in a file or on standard input.</summary>
internal static class ExplainCommand
{
    public const string Name = "explain";

    // A running host holds its data directory locked.
    private const string ConfigurationAlone =
        "Judged with the tenants of this configuration. Tenants put over HTTP, revocations and nonces are known to the running host alone: ask it with --url and --key-file.";

    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints the explanation; 0 when the request is allowed, 1 when it is refused, 2 with a sentence when it cannot be told.</summary>
    public static async Task<int> RunAsync(string[] args, Stream input, TextWriter output, TextWriter error)
    {
        if (!ExplainArguments.TryRead(args, out ExplainArguments? arguments, out string fault))
        {
            return CommandExit.Refuse(error, fault);
        }

        if (await ReadAsync(arguments!.File, input) is not { } document)
        {
            // The name is not repeated: it may be a request that was given in place of one.
            return CommandExit.Refuse(error, $"The request cannot be read from {(arguments.File is null ? "standard input" : "the file that is named")}, or it is larger than 128 KiB.");
        }

        return arguments.Url is null ? await JudgeAsync(arguments.Host, document, output, error) : await RunningHost.AskAsync(arguments, document, Indented, output, error);
    }

    private static async Task<byte[]?> ReadAsync(string? file, Stream input)
    {
        try
        {
            await using Stream source = file is null ? input : File.OpenRead(file);
            byte[] buffer = new byte[VerifierEndpoints.MaxBodyBytes + 1];
            int length = await source.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false);
            return length < buffer.Length ? buffer[..length] : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static async Task<int> JudgeAsync(string[] host, byte[] document, TextWriter output, TextWriter error)
    {
        if (!StandaloneHost.TryReadSetup(host, out VerifierSetup? setup, out IReadOnlyList<string> faults))
        {
            return CommandExit.Refuse(error, faults);
        }

        await using ServiceProvider services = new ServiceCollection().AddLogging().AddVerifierCore(setup).BuildServiceProvider();
        ExplainAnswer answer = await services.GetRequiredService<RequestExplainer>().AnswerAsync(document, CancellationToken.None);
        if (answer.Explanation is not { } explanation)
        {
            return CommandExit.Refuse(error, answer.Fault!);
        }

        await error.WriteLineAsync(ConfigurationAlone);
        using MemoryStream text = new();
        await using (Utf8JsonWriter json = new(text, Indented))
        {
            answer.Write(json);
        }

        await output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(text.ToArray()));
        return explanation.Verdict.IsAllowed ? CommandExit.Good : CommandExit.Refused;
    }
}
