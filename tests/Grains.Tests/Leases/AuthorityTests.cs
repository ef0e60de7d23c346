using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Verifier.Grains.Leases;
using Verifier.Testing;

namespace Verifier.Grains.Tests.Leases;

public sealed class AuthorityTests
{
    private static readonly SiloAddress Self = SiloAddress.FromParsableString("127.0.0.1:11111@7");
    private readonly TestClock _clock = new();
    private readonly LostMembership _table = new() { Read = () => SiloStatus.Active };

    [Fact]
    public async Task A_silo_that_does_not_reach_the_membership_for_a_lease_does_not_speak_for_its_grains_until_it_does()
    {
        Authority authority = Create();
        _table.Read = () => throw new TimeoutException();
        _clock.Advance(TimeSpan.FromSeconds(4));
        await authority.LookAsync();
        authority.Demand();

        _clock.Advance(TimeSpan.FromSeconds(1));
        await authority.LookAsync();
        _ = Assert.Throws<InvalidOperationException>(authority.Demand);

        _table.Read = () => SiloStatus.Active;
        await authority.LookAsync();
        authority.Demand();
    }

    [Theory]
    [InlineData(SiloStatus.Dead)]
    [InlineData(SiloStatus.None)]
    public async Task A_silo_that_others_declared_dead_does_not_speak_for_its_grains(SiloStatus status)
    {
        Authority authority = Create();
        _table.Read = () => status;
        _clock.Advance(TimeSpan.FromSeconds(5));
        await authority.LookAsync();

        _ = Assert.Throws<InvalidOperationException>(authority.Demand);
    }

    [Fact]
    public async Task What_a_silo_learned_before_it_was_stopped_and_continued_is_counted_from_before_it_asked()
    {
        Authority authority = Create();
        _table.Read = () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(30));
            return SiloStatus.Active;
        };
        await authority.LookAsync();

        _ = Assert.Throws<InvalidOperationException>(authority.Demand);
    }

    private Authority Create() => new(_table, new Silos(), Options.Create(new VerifierClusterOptions()), _clock, NullLogger<Authority>.Instance);

    private sealed class Silos : ISiloStatusOracle
    {
        public SiloStatus CurrentStatus => SiloStatus.Active;

        public string SiloName => "one";

        public SiloAddress SiloAddress => Self;

        public SiloAddress[] GetActiveSilos() => [Self];

        public SiloStatus GetApproximateSiloStatus(SiloAddress siloAddress) => SiloStatus.Active;

        public Dictionary<SiloAddress, SiloStatus> GetApproximateSiloStatuses(bool onlyActive = false) => [];

        public bool TryGetSiloName(SiloAddress siloAddress, out string siloName) => throw new NotSupportedException();

        public bool IsFunctionalDirectory(SiloAddress siloAddress) => true;

        public bool IsDeadSilo(SiloAddress silo) => false;

        public bool SubscribeToSiloStatusEvents(ISiloStatusListener observer) => true;

        public bool UnSubscribeFromSiloStatusEvents(ISiloStatusListener observer) => true;
    }
}
