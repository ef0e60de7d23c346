using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Verifier.Tenants;

/// <summary>Writes settings as the HTTP contract has them; <see cref="TenantSettingsReader"/> reads them back. What is null is left out.</summary>
public static class TenantSettingsWriter
{
    // A document of its own, never a part of a page: "+" and "é" stay readable.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Settings as a JSON document in UTF-8.</summary>
    public static byte[] Write(TenantSettings settings)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer, Options))
        {
            Write(settings, writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Settings as a JSON object at the writer's place.</summary>
    public static void Write(TenantSettings settings, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        WriteIssuers(writer, settings.Issuers);
        WriteTexts(writer, "audiences", settings.Audiences);
        WriteTexts(writer, "algorithms", settings.Algorithms);
        WriteText(writer, "profile", settings.Profile);
        WriteNumber(writer, "clockSkewSeconds", settings.ClockSkewSeconds);
        if (settings.DPoP is { } dpop)
        {
            writer.WriteStartObject("dpop");
            WriteText(writer, "mode", dpop.Mode);
            WriteText(writer, "nonce", dpop.Nonce);
            WriteTexts(writer, "algorithms", dpop.Algorithms);
            WriteNumber(writer, "proofLifetimeSeconds", dpop.ProofLifetimeSeconds);
            WriteNumber(writer, "clockSkewSeconds", dpop.ClockSkewSeconds);
            writer.WriteEndObject();
        }

        if (settings.Keys is { } keys)
        {
            writer.WriteStartObject("keys");
            WriteNumber(writer, "refreshSeconds", keys.RefreshSeconds);
            WriteNumber(writer, "maxStaleSeconds", keys.MaxStaleSeconds);
            writer.WriteEndObject();
        }

        if (settings.Replay is { } replay)
        {
            writer.WriteStartObject("replay");
            WriteNumber(writer, "budget", replay.Budget);
            writer.WriteEndObject();
        }

        if (settings.Resource is { } resource)
        {
            writer.WriteStartObject("resource");
            WriteText(writer, "identifier", resource.Identifier);
            WriteTexts(writer, "scopes", resource.Scopes);
            writer.WriteEndObject();
        }

        WriteFlag(writer, "acceptBoundTokensAsBearer", settings.AcceptBoundTokensAsBearer);
        WriteText(writer, "publicOrigin", settings.PublicOrigin);
        WriteText(writer, "realm", settings.Realm);
        WriteText(writer, "answers", settings.Answers);
        writer.WriteEndObject();
    }

    private static void WriteIssuers(Utf8JsonWriter writer, IReadOnlyList<IssuerSettings>? issuers)
    {
        if (issuers is null)
        {
            return;
        }

        writer.WriteStartArray("issuers");
        foreach (IssuerSettings issuer in issuers)
        {
            if (issuer.Internal is null or false && issuer.Issuer is not null)
            {
                writer.WriteStringValue(issuer.Issuer);
                continue;
            }

            writer.WriteStartObject();
            WriteText(writer, "issuer", issuer.Issuer);
            WriteFlag(writer, "internal", issuer.Internal);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteTexts(Utf8JsonWriter writer, string name, IReadOnlyList<string>? texts)
    {
        if (texts is null)
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (string text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, long? number)
    {
        if (number is not null)
        {
            writer.WriteNumber(name, number.Value);
        }
    }

    private static void WriteFlag(Utf8JsonWriter writer, string name, bool? flag)
    {
        if (flag is not null)
        {
            writer.WriteBoolean(name, flag.Value);
        }
    }
}
