using Microsoft.Extensions.Configuration;
using Verifier.AspNetCore.Credentials;
using Verifier.AspNetCore.ForwardAuth;
using Verifier.AspNetCore.Keys;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Configuration;

/// <summary>Reads the section <c>Verifier</c> of a host's configuration, and <c>AUTH0_DOMAIN</c> with <c>AUTH0_AUDIENCE</c>.</summary>
public static class VerifierSetupReader
{
    private const string Root = "Verifier";
    private const string Auth0Domain = "AUTH0_DOMAIN";
    private const string Auth0Audience = "AUTH0_AUDIENCE";
    private const string Auth0Tenant = "default";

    /// <summary>The setup, or every fault in it: one sentence each, that names the setting, what was found (never of a key) and what would be right. A setting that nobody knows is a fault.</summary>
    public static bool TryRead(IConfiguration configuration, out VerifierSetup setup, out IReadOnlyList<string> faults) => TryRead(configuration, new VerifierOptions(), out setup, out faults);

    /// <summary>The same, with what the application says in code: it wins, and its tenants come beside those from configuration.</summary>
    public static bool TryRead(IConfiguration configuration, VerifierOptions options, out VerifierSetup setup, out IReadOnlyList<string> faults)
        => TryRead(configuration, options, [], out setup, out faults);

    /// <summary>The same for a host that reads some sections below <c>Verifier</c> itself.</summary>
    internal static bool TryRead(IConfiguration configuration, IReadOnlyList<string> others, out VerifierSetup setup, out IReadOnlyList<string> faults)
        => TryRead(configuration, new VerifierOptions(), others, out setup, out faults);

    private static bool TryRead(
        IConfiguration configuration, VerifierOptions options, IReadOnlyList<string> others, out VerifierSetup setup, out IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(options);
        List<string> found = [];
        List<string> remarks = [];
        SettingSection root = new(SettingTree.Of(configuration).GetSection(Root), found);

        SettingSection fetch = root.Section("Fetch");
        FetchOptions fetchOptions = new() { AllowHttpLoopback = Merge(options.AllowHttpLoopback, fetch.Flag("AllowHttpLoopback", false)), Proxy = ReadProxy(fetch) };
        fetch.RefuseOthers();

        SettingSection admin = root.Section("Admin");
        IReadOnlyList<NamedKey> keys = KeySettings.ReadKeys(admin.Section("Keys"));
        IReadOnlyList<NamedKey> readKeys = KeySettings.ReadKeys(admin.Section("ReadKeys"));
        admin.Textual("Urls");
        admin.RefuseOthers();

        IReadOnlyList<Caller> callers = KeySettings.ReadCallers(root.Section("Callers"));
        ForwardAuthSetup forwardAuth = ForwardAuthSettings.Read(root.Section("ForwardAuth"));
        KeySettings.RefuseSharedKeys(
        [
            .. callers.Select(caller => ($"{Root}:Callers:{caller.Key.Name}:Key", caller.Key)),
            .. keys.Select(key => ($"{Root}:Admin:Keys:{key.Name}", key)),
            .. readKeys.Select(key => ($"{Root}:Admin:ReadKeys:{key.Name}", key)),
            .. forwardAuth.Secrets.Select(key => ($"{Root}:ForwardAuth:Secrets:{key.Name}", key)),
        ], found);

        SettingSection replay = root.Section("Replay");
        bool assumeFirstStart = replay.Flag("AssumeFirstStart", false);
        replay.RefuseOthers();

        IReadOnlyList<TenantPolicy> tenants = ReadTenants(configuration, root.Section("Tenants"), options, fetchOptions.Rules, found, remarks);
        setup = new VerifierSetup
        {
            Tenants = tenants,
            TenantByToken = Merge(options.TenantByToken, root.Flag("TenantByToken", true)),
            Fetch = fetchOptions,
            Callers = callers,
            ForwardAuth = forwardAuth,
            AdminKeys = keys,
            AdminReadKeys = readKeys,
            AdminUrls = [.. ListenAddresses.OfAdministration(configuration).Select(address => address.Address)],
            AllowPlainHttp = root.Flag("AllowPlainHttp", false),
            DataDirectory = root.Text("DataDirectory") is { Length: > 0 } directory ? directory : new VerifierSetup().DataDirectory,
            AssumeFirstStart = assumeFirstStart,
            Remarks = remarks,
        };
        foreach (string other in others)
        {
            _ = root.Section(other);
        }

        root.RefuseOthers();
        faults = found;
        return found.Count == 0;
    }

    // What is configured is read in any case, so that it is judged.
    private static bool Merge(bool? coded, bool configured) => coded ?? configured;

    private static Uri? ReadProxy(SettingSection fetch)
    {
        string? text = fetch.Text("Proxy");
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? proxy) && (proxy.Scheme == Uri.UriSchemeHttp || proxy.Scheme == Uri.UriSchemeHttps))
        {
            return proxy;
        }

        // It may hold a password, so what was found is not shown.
        fetch.Fault("Proxy", "is not an absolute http or https URL, as in http://proxy.example:3128");
        return null;
    }

    private static List<TenantPolicy> ReadTenants(
        IConfiguration configuration, SettingSection tenants, VerifierOptions options, FetchRules rules, List<string> faults, List<string> remarks)
    {
        List<TenantPolicy> policies = [];
        foreach ((string name, SettingSection section) in tenants.Named())
        {
            bool good = TenantPolicy.TryCreate(name, section.Flattened(), rules, out TenantPolicy? policy, out IReadOnlyList<string> wrong);
            Take(good, policy, wrong, $"{tenants.Path}:");
        }

        foreach ((string name, TenantSettings coded) in options.Tenants)
        {
            bool good = TenantPolicy.TryCreate(name, coded, rules, out TenantPolicy? policy, out IReadOnlyList<string> wrong);
            if (policies.Exists(configured => configured.Name == name))
            {
                faults.Add($"{tenants.Path}:{name} is configured and added in code; name the tenant in one of the two.");
            }

            Take(good, policy, wrong, "");
        }

        string domain = configuration[Auth0Domain] ?? "";
        string audience = configuration[Auth0Audience] ?? "";

        if (domain.Length == 0 && audience.Length == 0)
        {
            return policies;
        }

        // They configure an installation alone: beside tenants of its own they are likely to be meant for something else in the same environment.
        if (!tenants.IsEmpty || options.Tenants.Count > 0)
        {
            remarks.Add($"{Auth0Domain} and {Auth0Audience} are not used, because {(tenants.IsEmpty ? "tenants are added in code" : $"{tenants.Path} is configured")}");
            return policies;
        }

        if (domain.Length == 0 || audience.Length == 0)
        {
            faults.Add($"{(domain.Length == 0 ? Auth0Domain : Auth0Audience)} is missing; {Auth0Domain} and {Auth0Audience} configure a tenant together.");
            return policies;
        }

        TenantSettings settings = new() { Issuers = [new IssuerSettings(domain)], Audiences = [audience] };
        bool understood = TenantPolicy.TryCreate(Auth0Tenant, settings, rules, out TenantPolicy? only, out IReadOnlyList<string> faulty);
        Take(understood, only, faulty, $"{Auth0Domain} and {Auth0Audience}: ");
        return policies;

        void Take(bool isGood, TenantPolicy? policy, IReadOnlyList<string> wrong, string where)
        {
            if (isGood)
            {
                policies.Add(policy!);
            }

            faults.AddRange(wrong.Select(fault => where + fault));
        }
    }
}
