namespace Verifier.Telemetry.Tests;

/// <summary>The tests that look at the one run.</summary>
[CollectionDefinition(Name)]
public sealed class ObservedRunCollection : ICollectionFixture<ObservedRun>
{
    public const string Name = "observed run";
}
