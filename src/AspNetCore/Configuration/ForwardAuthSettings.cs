using System.Net;
using System.Net.Sockets;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.ForwardAuth;

namespace Verifier.AspNetCore.Configuration;

/// <summary>Reads how reverse proxies ask: <c>Verifier:ForwardAuth</c>.</summary>
internal static class ForwardAuthSettings
{
    private const int MaxHeaderName = 64;

    // What a call means already; a secret or a certificate under one of these names would be something else too.
    private static readonly string[] Taken =
    [
        "Authorization", "DPoP", "Host", "Cookie", "Connection", "Content-Length", "Transfer-Encoding",
        "X-Forwarded-Method", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Uri", "X-Forwarded-For", "X-Original-Method", "X-Original-URL",
    ];

    private static readonly (string Name, ForwardedHeaderFamily Family)[] Families =
    [
        ("XForwarded", ForwardedHeaderFamily.XForwarded),
        ("XOriginal", ForwardedHeaderFamily.XOriginal),
    ];

    private static readonly (string Name, ForwardedCertificateFormat Format)[] Formats =
    [
        ("pem-urlencoded", ForwardedCertificateFormat.PemUrlEncoded),
        ("rfc9440", ForwardedCertificateFormat.Rfc9440),
    ];

    public static ForwardAuthSetup Read(SettingSection section)
    {
        ForwardAuthSetup usual = new();
        ForwardedHeaderFamily family = OneOf(section, "Headers", section.Text("Headers"), Families) ?? usual.Headers;
        IReadOnlyList<string> proxies = section.List("TrustedProxies") ?? [];
        IReadOnlyList<NamedKey> secrets = KeySettings.ReadKeys(section.Section("Secrets"));
        string? secretHeader = HeaderName(section, "SecretHeader", section.Text("SecretHeader"));
        if (secretHeader is not null && secrets.Count == 0)
        {
            section.Fault("SecretHeader", $"is configured and no secret is; add {section.Path}:Secrets:{{name}}, or take it away");
        }

        IReadOnlyList<IPNetwork> networks = [.. proxies.Select((text, i) => Network(section, text, $"TrustedProxies:{i}", secrets.Count > 0)).OfType<IPNetwork>()];

        SettingSection certificate = section.Section("ClientCertificate");
        string? header = certificate.Text("Header");
        string? format = certificate.Text("Format");
        if (string.IsNullOrEmpty(header) != string.IsNullOrEmpty(format))
        {
            certificate.FaultHere($"needs both, Header (the name of the header with the client's certificate) and Format ({Names(Formats)})");
        }

        string? certificateHeader = HeaderName(certificate, "Header", header);
        if (certificateHeader is not null && certificateHeader.Equals(secretHeader ?? usual.SecretHeader, StringComparison.OrdinalIgnoreCase))
        {
            certificate.Fault("Header", "is the header of the secret too; it must be another one");
        }

        ForwardAuthSetup setup = new()
        {
            Headers = family,
            TrustedProxies = proxies.Count > 0 ? networks : usual.TrustedProxies,
            NamesProxies = proxies.Count > 0,
            SecretHeader = secretHeader ?? usual.SecretHeader,
            Secrets = secrets,
            RequireTenant = section.Flag("RequireTenant", usual.RequireTenant),
            CertificateHeader = certificateHeader,
            CertificateFormat = OneOf(certificate, "Format", format, Formats) ?? default,
        };
        certificate.RefuseOthers();
        section.RefuseOthers();
        return setup;
    }

    private static IPNetwork? Network(SettingSection section, string text, string setting, bool hasSecrets)
    {
        if (!TryReadNetwork(text, out IPNetwork network))
        {
            section.Fault(setting, $"is {SettingSection.Show(text)}; it must be an address or a network, as 10.1.2.3, 10.1.0.0/16 or fd00::/8, with no bit set behind the prefix, and IPv4 as such");
            return null;
        }

        if (network.PrefixLength == 0 && !hasSecrets)
        {
            section.Fault(setting, $"is {SettingSection.Show(text)}, which is everybody; name the proxies' networks, or configure {section.Path}:Secrets:{{name}} too");
            return null;
        }

        return network;
    }

    // As it is printed, so that neither "10" (0.0.0.10) nor "010.0.0.1" is taken for an address that somebody did not mean.
    private static bool TryReadNetwork(string text, out IPNetwork network)
    {
        string whole = text.Contains('/') || !IPAddress.TryParse(text, out IPAddress? address) ? text : $"{text}/{(address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128)}";
        bool isRead = IPNetwork.TryParse(whole, out network) && !network.BaseAddress.IsIPv4MappedToIPv6 && network.BaseAddress.ScopeIdOrZero() == 0;
        return isRead && (network.BaseAddress.AddressFamily is AddressFamily.InterNetworkV6 || network.ToString() == whole);
    }

    private static long ScopeIdOrZero(this IPAddress address) => address.AddressFamily is AddressFamily.InterNetworkV6 ? address.ScopeId : 0;

    private static string? HeaderName(SettingSection section, string setting, string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            return null;
        }

        if (name.Length > MaxHeaderName || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
        {
            section.Fault(setting, $"is {SettingSection.Show(name)}; it must be the name of a header, 1 to {MaxHeaderName} letters, digits and '-'");
            return null;
        }

        if (Taken.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            section.Fault(setting, $"is {SettingSection.Show(name)}, which has a meaning of its own; it must be another header");
            return null;
        }

        return name;
    }

    private static T? OneOf<T>(SettingSection section, string setting, string? text, (string Name, T Value)[] known)
        where T : struct
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        foreach ((string name, T value) in known)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        section.Fault(setting, $"is {SettingSection.Show(text)}; it must be {Names(known)}");
        return null;
    }

    private static string Names<T>((string Name, T Value)[] known) => string.Join(" or ", known.Select(one => one.Name));
}
