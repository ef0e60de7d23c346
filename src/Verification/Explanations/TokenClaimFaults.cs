using Verifier.AccessTokens;
using Verifier.Jose;

namespace Verifier.Explanations;

/// <summary>Which claims of a token are missing, or not of their type.</summary>
internal static class TokenClaimFaults
{
    private static readonly string[] Required = ["iss", "exp", "iat", "aud"];
    private static readonly string[] RequiredByProfile = [.. Required, "sub", "client_id", "jti"];

    public static Detail Describe(Reading reading)
    {
        string[] required = reading.Policy.RequiresRfc9068 ? RequiredByProfile : Required;
        string[] missing = [.. required.Where(name => !Claim(reading, name).Exists)];
        return new($"{Shown.List(required)}; times are numbers, names strings, cnf and act objects of their form", Received(missing, Invalid(reading)));
    }

    /// <summary>Says what is missing, else what has another form, else that nothing does.</summary>
    public static string Received(IReadOnlyCollection<string> missing, IReadOnlyCollection<string> invalid)
        => missing.Count > 0 ? $"missing: {Shown.List(missing)}" : invalid.Count > 0 ? $"of another form: {Shown.List(invalid)}" : "all of them, in their form";

    private static JsonValue Claim(Reading reading, string name) => reading.Token.Claim(System.Text.Encoding.ASCII.GetBytes(name));

    private static List<string> Invalid(Reading reading)
    {
        List<string> invalid = [];
        foreach (string name in (string[])["exp", "iat", "nbf"])
        {
            Note(name, NumericDate.TryRead(Claim(reading, name), out double? _));
        }

        foreach (string name in (string[])["iss", "sub", "jti", "sid", ClientName(reading)])
        {
            Note(name, Claim(reading, name) is { Exists: false } or { IsString: true });
        }

        Note("aud", StringList.TryReadOne(Claim(reading, "aud"), out IReadOnlyList<string> _));
        Note("scope or scp", StringList.TryReadScopes(Claim(reading, "scope"), Claim(reading, "scp"), out IReadOnlyList<string> _));
        Note("cnf", Confirmation.TryRead(Claim(reading, "cnf"), out Confirmation _));
        Note("act", Delegation.TryRead(Claim(reading, "act"), out IReadOnlyList<string> _, out string? _));
        return invalid;

        void Note(string name, bool isValid)
        {
            if (!isValid)
            {
                invalid.Add(name);
            }
        }
    }

    // The one that would be taken for the client.
    private static string ClientName(Reading reading)
        => ((string[])["client_id", "azp", "cid"]).FirstOrDefault(name => Claim(reading, name).Exists) ?? "appid";
}
