using System.Collections.Frozen;
using Verifier.AspNetCore.Credentials;
using Verifier.Tenants;

namespace Verifier.AspNetCore.Configuration;

/// <summary>Reads who may call: <c>Verifier:Callers:{name}</c>, <c>Verifier:Admin:Keys:{name}</c> and <c>Verifier:Admin:ReadKeys:{name}</c>.</summary>
internal static class KeySettings
{
    private const int MaxNameLength = 63;
    private const int MaxRate = 1_000_000;
    private const string AllTenants = "*";

    public static IReadOnlyList<Caller> ReadCallers(SettingSection callers)
    {
        List<Caller> read = [];
        foreach ((string name, SettingSection section) in callers.Named())
        {
            NamedKey? key = Read(name, section.Section("Key"));
            bool good = TryReadTenants(section, out IReadOnlySet<string>? tenants);
            int? rate = section.Number("Rate", 1, MaxRate);
            section.RefuseOthers();
            if (key is not null && good)
            {
                read.Add(new Caller(key, tenants, rate));
            }
        }

        return read;
    }

    public static IReadOnlyList<NamedKey> ReadKeys(SettingSection keys)
        => [.. keys.Named().Select(item => Read(item.Name, item.Section)).OfType<NamedKey>()];

    /// <summary>One key under two names would leave open who has called, and with what rights.</summary>
    public static void RefuseSharedKeys(IReadOnlyList<(string Setting, NamedKey Key)> keys, List<string> faults)
    {
        for (int i = 1; i < keys.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (keys[i].Key.IsSameKeyAs(keys[j].Key))
                {
                    faults.Add($"{keys[i].Setting} is the same key as {keys[j].Setting}; every key must be a different one.");
                }
            }
        }
    }

    private static NamedKey? Read(string name, SettingSection section)
    {
        if (name.Length > MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            section.FaultHere($"has a name that cannot be used; it must be 1 to {MaxNameLength} letters, digits, '-', '_' and '.'");
            return null;
        }

        string? key = section.Secret();
        if (NamedKey.FaultOf(key) is { } fault)
        {
            section.FaultHere(fault);
            return null;
        }

        return new NamedKey(name, key!);
    }

    private static bool TryReadTenants(SettingSection section, out IReadOnlySet<string>? tenants)
    {
        tenants = null;
        IReadOnlyList<string>? names = section.List("Tenants");
        if (names is null)
        {
            return false;
        }

        if (names.Count == 0)
        {
            section.Fault("Tenants", $"is missing; it must list the tenants that the caller may use, or \"{AllTenants}\" alone for all");
            return false;
        }

        if (names is [AllTenants])
        {
            return true;
        }

        bool good = true;
        for (int i = 0; i < names.Count; i++)
        {
            if (!TenantName.IsValid(names[i]))
            {
                section.Fault($"Tenants:{i}", $"is {SettingSection.Show(names[i])}; it must be a tenant's name ([a-z0-9-], 1 to 63 characters), or \"{AllTenants}\" alone for all");
                good = false;
            }
        }

        tenants = names.ToFrozenSet(StringComparer.Ordinal);
        return good;
    }
}
