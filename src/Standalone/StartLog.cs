using Verifier.AspNetCore.Configuration;
using Verifier.AspNetCore.Hosting;
using Verifier.Standalone.State;
using Verifier.Tenants;

namespace Verifier.Standalone;

/// <summary>What an operator should know of a start.</summary>
internal static partial class StartLog
{
    public static void Write(ILogger logger, VerifierSetup setup, InstallationState state, TenantIndex tenants, string? keyFile)
    {
        if (keyFile is not null)
        {
            AdminKey(logger, keyFile);
        }

        if (state.WasMissing)
        {
            StateLog.WasMissing(logger, state.File);
        }

        SetupLog.Write(logger, setup, tenants);
    }

    [LoggerMessage(3001, LogLevel.Information, "No admin key is configured; the one in {File} is used")]
    private static partial void AdminKey(ILogger logger, string file);
}
