using System.Reflection;

namespace Verifier.Grains.Tests;

public sealed class ArrowTests
{
    [Fact]
    public void The_grains_know_nothing_of_the_web()
    {
        var names = Assembly.Load("Verifier.Grains").GetReferencedAssemblies().Select(assembly => assembly.Name);

        // Orleans' connections are of a type in that one, which serves nothing.
        names = names.Where(name => name is not "Microsoft.AspNetCore.Connections.Abstractions");
        Assert.DoesNotContain(names, name => name is "Verifier.AspNetCore" || name!.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }
}
