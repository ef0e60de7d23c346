using FsCheck;
using FsCheck.Fluent;

namespace Verifier.Tests.Replay;

/// <summary>A random history as bytes: each choice takes the next one, so that a failing history shrinks to a short one.</summary>
internal sealed class Script(byte[] bytes)
{
    private int _next;

    public bool IsOver => _next >= bytes.Length;

    /// <summary>A number from 0 to below <paramref name="choices"/>, at most 256 of them.</summary>
    public int Next(int choices) => IsOver ? 0 : bytes[_next++] % choices;

    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Next(choices.Length)];

    /// <summary>Plays so many random histories; <paramref name="length"/> is the longest.</summary>
    public static void Play(int histories, int length, Action<Script> play) =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => play(new Script(bytes)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(histories).WithStartSize(20).WithEndSize(length));
}
