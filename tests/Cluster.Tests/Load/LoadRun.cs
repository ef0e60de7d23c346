using Verifier.Cluster.Tests.Processes;

namespace Verifier.Cluster.Tests.Load;

/// <summary>Many callers at once, each with a key of its own, and a thief who sends again what they have sent.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    private const int Callers = 32;

    // A caller's time between two requests: the load, not a wait for anything.
    private const int Think = 400;

    // So long after it was made a proof is refused for its age alone.
    private const int Lifetime = 280_000;

    private readonly ClusterOfProcesses _cluster;
    private readonly Func<IReadOnlyList<HostProcess>> _serving;
    private readonly int _copies;
    private readonly Sender _sender = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly Task[] _running;

    /// <summary>Begins.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="serving">The front ends that are asked; null: whoever serves HTTP.</param>
    /// <param name="copies">How often a proof is sent at the same moment at most.</param>
    /// <param name="resends">Whether proofs are sent again later.</param>
    public LoadRun(ClusterOfProcesses cluster, Func<IReadOnlyList<HostProcess>>? serving = null, int copies = 3, bool resends = true)
    {
        _cluster = cluster;
        _serving = serving ?? (() => cluster.Serving);
        _copies = copies;
        Caller[] callers = [.. Enumerable.Range(0, Callers).Select(_ => NewCaller())];
        _running = [.. callers.Select(caller => Task.Run(() => CallAsync(caller))), .. resends ? [Task.Run(ResendAsync)] : (Task[])[]];
    }

    public ProofBook Book { get; } = new();

    public Caller NewCaller() => new(_cluster, _sender, Book);

    /// <summary>Waits until so many requests were made since this was called.</summary>
    public async Task MoreAsync(int requests)
    {
        for (int until = Book.Requests + requests; Book.Requests < until && _running.All(task => !task.IsFaulted);)
        {
            await Task.Delay(20);
        }
    }

    /// <summary>Lets all requests under way get through, sends every proof of the last minutes once more, and fails the test if anything was wrong.</summary>
    public async Task EndAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_running);
        Caller thief = NewCaller();
        await Parallel.ForEachAsync(Young(), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (proof, _) => await thief.SendAsync(proof, Any()));
        Assert.True(Book.Faults.Count == 0, $"{Book}\n{string.Join('\n', Book.Faults.Take(20))}");
        Assert.DoesNotContain(Book.Proofs, proof => proof.Allowed > 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Task.WhenAll(_running);
        _sender.Dispose();
        _ending.Dispose();
    }

    private async Task CallAsync(Caller caller)
    {
        while (!_ending.IsCancellationRequested)
        {
            await caller.RequestAsync(Random.Shared.Next(1, _copies + 1), _serving);
            await PauseAsync(Random.Shared.Next(2 * Think));
        }
    }

    private async Task ResendAsync()
    {
        Caller thief = NewCaller();
        while (!_ending.IsCancellationRequested)
        {
            SentProof[] sent = Young();
            foreach (SentProof proof in Enumerable.Range(0, Math.Min(sent.Length, 16)).Select(_ => sent[Random.Shared.Next(sent.Length)]))
            {
                // Of some, several at once.
                _ = await Task.WhenAll(Enumerable.Range(0, Random.Shared.Next(1, 3)).Select(_ => thief.SendAsync(proof, Any())));
            }

            await PauseAsync(200);
        }
    }

    private SentProof[] Young() => [.. Book.Proofs.Where(proof => Environment.TickCount64 - proof.CreatedAt < Lifetime)];

    private HostProcess Any()
    {
        IReadOnlyList<HostProcess> serving = _serving();
        return serving[Random.Shared.Next(serving.Count)];
    }

    private async Task PauseAsync(int milliseconds)
    {
        try
        {
            await Task.Delay(milliseconds, _ending.Token);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
