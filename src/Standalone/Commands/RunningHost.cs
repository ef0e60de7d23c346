using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Verifier.AspNetCore.Credentials;

namespace Verifier.Standalone.Commands;

/// <summary>Has a running host explain a request, over HTTP with its admin key.</summary>
internal static class RunningHost
{
    private const string KeyVariable = "VERIFIER_ADMIN_KEY";
    private const int MaxAnswerBytes = 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<int> AskAsync(ExplainArguments arguments, byte[] document, JsonWriterOptions options, TextWriter output, TextWriter error)
    {
        if (arguments.Host.Length > 0)
        {
            return CommandExit.Refuse(error, "With --url the running host's configuration counts; leave other settings out.");
        }

        if (!Uri.TryCreate(arguments.Url, UriKind.Absolute, out Uri? url) || !(url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && IsLoopback(url))))
        {
            return CommandExit.Refuse(error, "--url must be https://host, or http:// with a loopback address, as in http://127.0.0.1:5080: an admin key is sent there.");
        }

        string? key = Key(arguments.KeyFile, out string? fault);
        if (key is null)
        {
            return CommandExit.Refuse(error, fault!);
        }

        try
        {
            return await AskAsync(url, key, document, options, output, error);
        }
        catch (Exception failed) when (failed is HttpRequestException or OperationCanceledException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return CommandExit.Refuse(error, failed is HttpRequestException ? $"The host cannot be asked: {failed.Message}" : "The host has not answered in time, or not as a verifier does.");
        }
    }

    private static async Task<int> AskAsync(Uri url, string key, byte[] document, JsonWriterOptions options, TextWriter output, TextWriter error)
    {
        // No redirect and, on this machine, no proxy: the key goes where it was meant to.
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseProxy = !IsLoopback(url) };
        using HttpClient http = new(handler) { Timeout = Patience, MaxResponseContentBufferSize = MaxAnswerBytes };
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(url, "/v1/explain")) { Content = new ByteArrayContent(document) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using HttpResponseMessage response = await http.SendAsync(request);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        if (!response.IsSuccessStatusCode)
        {
            return CommandExit.Refuse(error, $"The host answered {(int)response.StatusCode}: {answer.RootElement.GetProperty("detail").GetString()}");
        }

        using MemoryStream text = new();
        await using (Utf8JsonWriter json = new(text, options))
        {
            answer.WriteTo(json);
        }

        bool isAllowed = answer.RootElement.GetProperty("allowed").GetBoolean();
        await output.WriteLineAsync(Encoding.UTF8.GetString(text.ToArray()));
        return isAllowed ? CommandExit.Good : CommandExit.Refused;
    }

    private static bool IsLoopback(Uri url) => IPAddress.TryParse(url.DnsSafeHost, out IPAddress? address) ? IPAddress.IsLoopback(address) : url.Host == "localhost";

    private static string? Key(string? file, out string? fault)
    {
        string? key = Environment.GetEnvironmentVariable(KeyVariable);
        try
        {
            key = file is null ? key : File.ReadAllText(file).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            fault = $"The admin key cannot be read: {unreadable.Message}";
            return null;
        }

        fault = key is null ? $"An admin key is needed: --key-file names a file that holds it, or {KeyVariable} does."
            : NamedKey.FaultOf(key) is { } wrong ? $"The admin key {wrong}."
            : null;
        return fault is null ? key : null;
    }
}
