namespace Verifier.Conformance;

/// <summary>Tests written once and derived for each kind of host.</summary>
public abstract class VerifierSuite(Stage stage)
{
    /// <summary>What an allowed request's outcome is.</summary>
    protected const string Allowed = Answered.Yes;

    /// <summary>The world that the class shares.</summary>
    protected World World => stage.Shared;

    /// <summary>A world for this test alone, which disposes of it.</summary>
    protected Task<World> FreshAsync(HostSettings? settings = null) => stage.FreshAsync(settings);

    /// <summary>Plays every case and names those that came out otherwise.</summary>
    protected static async Task AllAsync<T>(string outcome, IEnumerable<T> cases, Func<T, Task<Answered>> ask)
    {
        List<string> others = [];
        int played = 0;
        foreach (T one in cases)
        {
            played++;
            string actual = (await ask(one)).Outcome;
            if (actual != outcome)
            {
                others.Add($"{actual}: {one}");
            }
        }

        Assert.True(others.Count == 0, $"Not {outcome} but\n{string.Join('\n', others)}");
        Assert.NotEqual(0, played);
    }
}
