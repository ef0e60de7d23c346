using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Storage;

namespace Verifier.Grains.Storage;

/// <summary>Gives the grains their stored records: from the storage provider that the options name, else from the silo's default one.</summary>
internal sealed class GrainStates
{
    private const string DefaultProvider = "Default";
    private readonly IGrainStorage _storage;
    private readonly ILogger _logger;

    public GrainStates(IServiceProvider services, IOptions<VerifierClusterOptions> options, ILogger<GrainStates> logger)
    {
        string name = options.Value.StorageName;
        _storage = services.GetKeyedService<IGrainStorage>(name)
            ?? services.GetKeyedService<IGrainStorage>(DefaultProvider)
            ?? throw new InvalidOperationException(
                $"This silo has no grain storage for the verifier; add one named \"{name}\" or a default one, as in AddMemoryGrainStorage(\"{name}\") for development.");
        _logger = logger;
    }

    public StoredState<T> Of<T>(string name, GrainId grain)
        where T : class, new()
        => new(_storage, $"verifier-{name}", Stored(grain), _logger);

    /// <summary>The key under which a grain is stored. Stores read keys that look like numbers as numbers, and then the tenants <c>1</c> and <c>01</c> would be one record: no key of ours looks like one.</summary>
    internal static GrainId Stored(GrainId grain) => GrainId.Create(grain.Type, $"k.{grain.Key}");
}
