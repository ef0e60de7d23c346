using System.Security.Claims;
using System.Security.Principal;

namespace Verifier.AspNetCore.Authentication;

/// <summary>A <c>User</c> whose identity is copied when it is first asked for: most endpoints ask for the access token, or for nothing, and a copy takes memory for each claim.</summary>
/// <param name="original">The token's identity, which all its requests share and none may change.</param>
internal sealed class AccessTokenPrincipal(ClaimsIdentity original) : ClaimsPrincipal
{
    private ClaimsPrincipal? _copy;

    public override IEnumerable<ClaimsIdentity> Identities => Copy.Identities;

    public override IIdentity? Identity => Copy.Identity;

    public override IEnumerable<Claim> Claims => Copy.Claims;

    // Two readers may come at once, as they may to any principal.
    private ClaimsPrincipal Copy => LazyInitializer.EnsureInitialized(ref _copy, () => new ClaimsPrincipal(original.Clone()));

    public override void AddIdentity(ClaimsIdentity identity) => Copy.AddIdentity(identity);

    public override void AddIdentities(IEnumerable<ClaimsIdentity> identities) => Copy.AddIdentities(identities);

    public override ClaimsPrincipal Clone() => Copy.Clone();

    public override IEnumerable<Claim> FindAll(Predicate<Claim> match) => Copy.FindAll(match);

    public override IEnumerable<Claim> FindAll(string type) => Copy.FindAll(type);

    public override Claim? FindFirst(Predicate<Claim> match) => Copy.FindFirst(match);

    public override Claim? FindFirst(string type) => Copy.FindFirst(type);

    public override bool HasClaim(Predicate<Claim> match) => Copy.HasClaim(match);

    public override bool HasClaim(string type, string value) => Copy.HasClaim(type, value);

    public override bool IsInRole(string role) => Copy.IsInRole(role);

    public override void WriteTo(BinaryWriter writer) => Copy.WriteTo(writer);
}
