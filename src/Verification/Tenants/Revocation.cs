using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;

namespace Verifier.Tenants;

/// <summary>One entry that refuses tokens before they expire; immutable. Times are Unix seconds.</summary>
/// <param name="Id">Its name, 32 hexadecimal digits.</param>
/// <param name="Target">By what it finds tokens.</param>
/// <param name="Value">What that must be, compared ordinally.</param>
/// <param name="Issuer">Whose tokens; null: any issuer's of the tenant.</param>
/// <param name="IssuedBefore">Tokens with an <c>iat</c> up to this (and the tenant's clock skew) are refused.</param>
/// <param name="ExpiresAt">From when on the entry does not count any more.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record Revocation(string Id, RevocationTarget Target, string Value, string? Issuer, long IssuedBefore, long ExpiresAt, long CreatedAt)
{
    /// <summary>The longest document read, in bytes.</summary>
    public const int MaxBytes = 8 * 1024;

    /// <summary>The longest value, in characters.</summary>
    public const int MaxLength = 512;

    /// <summary>How long an entry counts unless it says so itself, in seconds: a day.</summary>
    public const long DefaultLife = 86_400;

    /// <summary>How long an entry can count at most, in seconds: 400 days.</summary>
    public const long MaxLife = 400 * 86_400L;

    private static readonly string[] Targets = ["jti", "sub", "sid", "clientId"];

    /// <summary>
    /// Reads the HTTP contract's document, a JSON object in UTF-8 with one of <c>jti</c>, <c>sub</c>, <c>sid</c> and <c>clientId</c>, and maybe <c>issuer</c>, <c>issuedBefore</c> and <c>expiresAt</c>; strictly, like <see cref="TenantSettingsReader"/>.
    /// </summary>
    /// <param name="utf8">The document.</param>
    /// <param name="policy">The tenant's policy: an issuer that it does not list is a fault, because nothing would be revoked.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="revocation">The entry, when there is no fault.</param>
    /// <param name="faults">Every fault, a sentence each.</param>
    public static bool TryCreate(ReadOnlySpan<byte> utf8, TenantPolicy policy, long now, [NotNullWhen(true)] out Revocation? revocation, out IReadOnlyList<string> faults)
    {
        ArgumentNullException.ThrowIfNull(policy);
        Faults found = new(policy.Name);
        Revocation? read = null;
        if (utf8.Length > MaxBytes)
        {
            found.Add("the document", $"is {utf8.Length} bytes long; it must be at most {MaxBytes}.");
        }
        else if (!JsonSettingsNode.TryParse(utf8, out JsonDocument? document, out string? fault))
        {
            found.Add("the document", $"is {fault}; it must be a JSON object.");
        }
        else
        {
            using (document)
            {
                read = Read(new JsonSettingsNode(document.RootElement), policy, now, found);
            }
        }

        revocation = found.IsEmpty ? read : null;
        faults = found.ToList();
        return revocation is not null;
    }

    /// <summary>Writes the entry as the HTTP contract has it: a JSON object at the writer's place.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString(Targets[(int)Target], Value);
        if (Issuer is not null)
        {
            writer.WriteString("issuer", Issuer);
        }

        writer.WriteNumber("issuedBefore", IssuedBefore);
        writer.WriteNumber("expiresAt", ExpiresAt);
        writer.WriteNumber("createdAt", CreatedAt);
        writer.WriteEndObject();
    }

    private static Revocation? Read(SettingsNode node, TenantPolicy policy, long now, Faults faults)
    {
        SettingsObject? document = SettingsObject.Open(node, "", faults, "jti", "sub", "sid", "clientId", "issuer", "issuedBefore", "expiresAt");
        if (document is null)
        {
            return null;
        }

        (RevocationTarget target, string value) = ReadTarget(document, faults);
        string? issuer = document.Text("issuer");
        if (issuer is not null && !policy.Issuers.ContainsKey(issuer))
        {
            faults.Add("issuer", $"is {HttpsUrl.Show(issuer)}; it must be an issuer of the tenant, written as the tenant lists it in full.");
        }

        long expiresAt = document.Number("expiresAt") ?? now + DefaultLife;
        if (expiresAt <= now || expiresAt > now + MaxLife)
        {
            faults.Add("expiresAt", $"is {expiresAt}; it must be later than now, {now}, by at most {MaxLife} seconds.");
        }

        // Later than now is taken too: it shuts somebody out until then.
        long issuedBefore = document.Number("issuedBefore") ?? now;
        if (issuedBefore < 0 || issuedBefore > expiresAt)
        {
            faults.Add("issuedBefore", $"is {issuedBefore}; it must be from 0 to expiresAt, in Unix seconds.");
        }

        return new Revocation(RandomNumberGenerator.GetHexString(32, lowercase: true), target, value, issuer, issuedBefore, expiresAt, now);
    }

    private static (RevocationTarget Target, string Value) ReadTarget(SettingsObject document, Faults faults)
    {
        List<(RevocationTarget Target, string Value)> found = [];
        for (int i = 0; i < Targets.Length; i++)
        {
            if (document.Text(Targets[i]) is { } value)
            {
                found.Add(((RevocationTarget)i, value));
                if (value.Length is 0 or > MaxLength)
                {
                    faults.Add(Targets[i], $"is {value.Length} characters long; it must be 1 to {MaxLength}.");
                }
            }
        }

        if (found.Count == 1)
        {
            return found[0];
        }

        if (!Targets.Any(faults.Has))
        {
            faults.Add("the document", $"has {found.Count} of {string.Join(", ", Targets)}; it must have one.");
        }

        return default;
    }
}
