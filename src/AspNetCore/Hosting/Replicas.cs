namespace Verifier.AspNetCore.Hosting;

/// <summary>Whether the process looks like one of several replicas, by the variables that platforms set for theirs.</summary>
internal static class Replicas
{
    private static readonly string[] Variables =
    [
        "KUBERNETES_SERVICE_HOST", "CONTAINER_APP_REPLICA_NAME", "WEBSITE_INSTANCE_ID", "K_REVISION", "ECS_CONTAINER_METADATA_URI_V4", "NOMAD_ALLOC_ID", "FLY_ALLOC_ID", "DYNO",
    ];

    /// <summary>The first such variable that is set, or null.</summary>
    public static string? Hint() => Array.Find(Variables, variable => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(variable)));
}
