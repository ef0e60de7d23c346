namespace Verifier.Grains.Tests.Leases;

/// <summary>A cluster's membership of which one row can be read, at best.</summary>
internal sealed class LostMembership : IMembershipTable
{
    /// <summary>What is found of a silo; <see cref="SiloStatus.None"/>: nothing.</summary>
    public Func<SiloStatus> Read { get; set; } = () => throw new TimeoutException("It is cut off.");

    public Task<MembershipTableData> ReadRow(SiloAddress key)
    {
        SiloStatus status = Read();
        TableVersion version = new(1, "1");
        return Task.FromResult(status is SiloStatus.None
            ? new MembershipTableData(version)
            : new MembershipTableData(Tuple.Create(new MembershipEntry { SiloAddress = key, Status = status }, "1"), version));
    }

    public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

    public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

    public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

    public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

    public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

    public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

    public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();
}
