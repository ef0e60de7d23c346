using System.Text.Json;

namespace Verifier.Interop.Tests;

/// <summary>A conversation with one of our node programs: a JSON line there, a JSON line back.</summary>
internal sealed class JsonLines(ChildProcess program) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Asks for something; throws what the program says went wrong.</summary>
    public async Task<JsonElement> AskAsync(object question)
    {
        await _turn.WaitAsync();
        try
        {
            await program.WriteLineAsync(JsonSerializer.Serialize(question));
            return await ReadAsync();
        }
        finally
        {
            _ = _turn.Release();
        }
    }

    /// <summary>Reads the next thing that the program says unasked.</summary>
    public async Task<JsonElement> ReadAsync()
    {
        var answer = JsonSerializer.Deserialize<JsonElement>(await program.ReadLineAsync());
        return answer.TryGetProperty("failed", out _) ? throw new InvalidOperationException(answer.ToString()) : answer;
    }

    public async ValueTask DisposeAsync()
    {
        await program.DisposeAsync();
        _turn.Dispose();
    }
}
