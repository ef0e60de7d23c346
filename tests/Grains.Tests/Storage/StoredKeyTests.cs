using Verifier.Grains.Storage;

namespace Verifier.Grains.Tests.Storage;

/// <summary>Stores that read a key as a number where it looks like one must not find one record for two tenants.</summary>
public sealed class StoredKeyTests
{
    [Theory]
    [InlineData("1", "01")]
    [InlineData("cafe", "0cafe")]
    [InlineData("cafe", "0000000000000000feca000000000000")]
    [InlineData("00000000-0000-0000-0000-00000000cafe", "0000000000000000000000000000cafe")]
    public void Two_tenants_whose_names_look_like_one_number_are_stored_apart(string one, string other)
    {
        GrainId first = GrainStates.Stored(GrainId.Create("tenant", one));
        GrainId second = GrainStates.Stored(GrainId.Create("tenant", other));

        Assert.NotEqual(first, second);
        Assert.All(new[] { first, second }, stored =>
        {
            Assert.False(stored.TryGetIntegerKey(out _, out _));
            Assert.False(stored.TryGetGuidKey(out _, out _));
        });
    }
}
