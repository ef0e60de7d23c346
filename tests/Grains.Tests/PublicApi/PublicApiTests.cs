using Verifier.Interop.Tests;
using Verifier.Packages.Tests.PublicApi;

namespace Verifier.Grains.Tests.PublicApi;

/// <summary>What users of <c>Verifier.Orleans</c> and <c>Verifier.Orleans.PostgreSql</c> can rely on.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("Verifier.Grains")]
    [InlineData("Verifier.PostgreSql")]
    public void The_public_surface_is_as_listed(string assembly) => PublicApiList.Check(assembly, Path.Combine(Repository.Root, "tests", "Grains.Tests", "PublicApi"));
}
