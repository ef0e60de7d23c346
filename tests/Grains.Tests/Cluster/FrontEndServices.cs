using Microsoft.Extensions.DependencyInjection;
using Verifier.Keys;
using Verifier.Replay;
using Verifier.Tenants;

namespace Verifier.Grains.Tests;

/// <summary>One process's services as a front end: a silo's own, or a client's.</summary>
public sealed record FrontEndServices(IServiceProvider Services)
{
    public TokenVerifier Verifier => Services.GetRequiredService<TokenVerifier>();

    public ITenantSource Tenants => Services.GetRequiredService<ITenantSource>();

    public ITenantAdministration Administration => Services.GetRequiredService<ITenantAdministration>();

    public IReplayLedger Ledger => Services.GetRequiredService<IReplayLedger>();

    public IKeyAdministration Keys => Services.GetRequiredService<IKeyAdministration>();
}
