using System.Threading.Channels;

namespace Verifier.Standalone.State;

/// <summary>One thread that does what it is told, in order: the database's only user, so that no request's thread waits for a disk.</summary>
internal sealed class WorkQueue : IDisposable
{
    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Thread _thread;

    public WorkQueue(string name)
    {
        _thread = new Thread(Work) { Name = name, IsBackground = true };
        _thread.Start();
    }

    /// <summary>Does it, and gives what came of it, its exception too.</summary>
    /// <exception cref="ObjectDisposedException">The queue takes no more.</exception>
    public Task<T> DoAsync<T>(Func<T> work)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool taken = _work.Writer.TryWrite(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception fault)
            {
                done.SetException(fault);
            }
        });
        ObjectDisposedException.ThrowIf(!taken, this);
        return done.Task;
    }

    /// <summary>Takes nothing more, and ends when all is done that was taken.</summary>
    public void Dispose()
    {
        _ = _work.Writer.TryComplete();
        _thread.Join();
    }

    private void Work()
    {
        while (_work.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_work.Reader.TryRead(out Action? work))
            {
                work();
            }
        }
    }
}
