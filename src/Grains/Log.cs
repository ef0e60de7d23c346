using Microsoft.Extensions.Logging;

namespace Verifier.Grains;

/// <summary>What the cluster's parts tell operators; never a token, a proof, a nonce or a key.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Information, "The ledger of used proofs has {Shards} shards; first start of this installation: {IsFirst}")]
    public static partial void Installed(ILogger logger, int shards, bool isFirst);

    [LoggerMessage(4002, LogLevel.Warning, "Shards is {Configured}, but this installation was made with {Shards} shards and keeps them: set it to {Shards}")]
    public static partial void OtherShards(ILogger logger, int configured, int shards);

    [LoggerMessage(4003, LogLevel.Information, "Shard {Shard} of the ledger of used proofs begins a new life: {How}")]
    public static partial void ShardBegun(ILogger logger, long shard, string how);

    [LoggerMessage(4004, LogLevel.Error, "The record of shard {Shard} cannot be read ({Failure}); its proofs are answered with 503 until the store answers")]
    public static partial void ShardNotRead(ILogger logger, long shard, string failure);

    [LoggerMessage(4005, LogLevel.Error, "A write of {Record} ended with {Failure}, so whether it is stored is not known; it is read again")]
    public static partial void WriteFailed(ILogger logger, string record, string failure);

    [LoggerMessage(4006, LogLevel.Debug, "A shard of the ledger of used proofs could not be asked ({Failure})")]
    public static partial void ShardNotAsked(ILogger logger, string failure);

    [LoggerMessage(4007, LogLevel.Error, "Shard {Shard} of the ledger of used proofs is one of {Shards}, and is asked as one of {Asked}; such proofs are answered with 503. Restart whoever was started while the installation's record was missing")]
    public static partial void OtherShard(ILogger logger, long shard, int shards, int asked);

    [LoggerMessage(4008, LogLevel.Information, "Shard {Shard} of the ledger of used proofs ends its life: {How}")]
    public static partial void ShardEnded(ILogger logger, long shard, string how);

    [LoggerMessage(4009, LogLevel.Warning, "The last holder of shard {Shard} of the ledger of used proofs could not be asked to close it ({Failure}); proofs from before now are fenced")]
    public static partial void HolderNotAsked(ILogger logger, long shard, string failure);

    [LoggerMessage(4010, LogLevel.Error, "This silo does not find itself in the cluster's membership ({Failure}); unless that changes within a lease, it does not speak for its tenants and keys any more")]
    public static partial void NotFoundInMembership(ILogger logger, string failure);

    [LoggerMessage(4101, LogLevel.Error, "Tenant {Tenant} was not stored, so its change is refused; the store is slow or others change it all the time")]
    public static partial void TenantNotStored(ILogger logger, string tenant);

    [LoggerMessage(4102, LogLevel.Error, "Tenant {Tenant} cannot be put into the list of tenants ({Failure}); that is tried again, and until then new front ends may not know of its change")]
    public static partial void TenantNotListed(ILogger logger, string tenant, string failure);

    [LoggerMessage(4103, LogLevel.Warning, "The record of tenant {Tenant} cannot be read ({Failure}); what is held stays in use")]
    public static partial void TenantNotRead(ILogger logger, string tenant, string failure);

    [LoggerMessage(4104, LogLevel.Error, "The list of tenants cannot be stored with {Tenant} in it; that is tried again")]
    public static partial void IndexNotStored(ILogger logger, string tenant);

    [LoggerMessage(4105, LogLevel.Error, "Tenant {Tenant} is not served by this host, whose settings do not allow it: {Faults}")]
    public static partial void TenantNotServed(ILogger logger, string tenant, string faults);

    [LoggerMessage(4201, LogLevel.Information, "Keys of {Issuer} for tenant {Tenant} fetched: {Count} held")]
    public static partial void KeysFetched(ILogger logger, string issuer, string tenant, int count);

    [LoggerMessage(4202, LogLevel.Warning, "Keys of {Issuer} for tenant {Tenant} not fetched: {Fault}; {Count} are held and stay in use until their maximum age")]
    public static partial void KeysNotFetched(ILogger logger, string issuer, string tenant, string? fault, int count);

    [LoggerMessage(4203, LogLevel.Error, "Keys of {Issuer} not fetched: the fetcher threw an exception, which is a fault in the fetcher")]
    public static partial void FetcherThrew(ILogger logger, Exception exception, string issuer);

    [LoggerMessage(4204, LogLevel.Warning, "The stored keys of {Owner} cannot be read ({Failure}); they are fetched from the issuer")]
    public static partial void KeysNotRead(ILogger logger, string owner, string failure);

    [LoggerMessage(4205, LogLevel.Warning, "The keys of {Issuer}, which tenant {Tenant} does not list any more, are still stored ({Failure})")]
    public static partial void KeysNotForgotten(ILogger logger, string tenant, string issuer, string failure);

    [LoggerMessage(4301, LogLevel.Warning, "The owner of {What} of {Name} cannot be asked ({Failure}); what was last heard of it is used for the grace, then everything is refused with 503")]
    public static partial void OwnerNotAsked(ILogger logger, string what, string name, string failure);

    [LoggerMessage(4302, LogLevel.Warning, "The list of tenants cannot be asked for ({Failure}); this host is not ready before it has it")]
    public static partial void IndexNotAsked(ILogger logger, string failure);

    [LoggerMessage(4303, LogLevel.Error, "Tenant {Tenant} from this host's configuration was not put into the cluster ({Failure}); that is tried again")]
    public static partial void NotConfigured(ILogger logger, string tenant, string failure);

    [LoggerMessage(4401, LogLevel.Information, "The cluster's TLS files have changed; new connections use them, with a certificate until {Until}")]
    public static partial void CertificateTaken(ILogger logger, DateTime? until);

    [LoggerMessage(4402, LogLevel.Error, "The cluster's TLS files have changed and are not used, the last good ones are: {Faults}")]
    public static partial void CertificateNotTaken(ILogger logger, string faults);
}
