using Microsoft.Data.Sqlite;

namespace Verifier.Standalone.Tests;

/// <summary>What a start says of state that it cannot use: one sentence, exit code 1, and nothing is changed.</summary>
public sealed class RefusedStartTests : Installation
{
    [Fact]
    public async Task A_second_process_on_one_directory_is_refused_and_the_first_goes_on()
    {
        await using VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme);

        string sentence = await RefusedAsync();

        Assert.Contains("which another Verifier uses", sentence, StringComparison.Ordinal);
        Assert.Equal("allowed", ReasonOf(await first.DecideAsync(Proven())));
        Assert.Equal(0, await first.StopAsync());
    }

    [Fact]
    public async Task A_refused_second_process_costs_the_first_no_fence()
    {
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            await RefusedAsync();
            await first.StopAsync();
        }

        await using VerifierProcess next = await VerifierProcess.StartAsync(Data, Acme);
        Assert.Equal("allowed", ReasonOf(await next.DecideAsync(Proven())));
    }

    [Fact]
    public async Task An_address_that_is_taken_costs_no_fence()
    {
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            await first.StopAsync();
        }

        await using (VerifierProcess refused = VerifierProcess.Begin(Data, [.. Acme, ("Kestrel:Endpoints:taken:Url", $"http://127.0.0.1:{Issuer.Port}")]))
        {
            Assert.Equal(1, (await refused.EndAsync()).Code);
        }

        await using VerifierProcess next = await VerifierProcess.StartAsync(Data, Acme);
        Assert.Equal("allowed", ReasonOf(await next.DecideAsync(Proven())));
    }

    public static TheoryData<string, int> Wrecks => new()
    {
        { "is no SQLite database, or a part of one", 0 },
        { "is empty, and was not when it was made", 1 },
        { "is damaged", 2 },
        { "is damaged", 3 },
        { "is a database of another program", 4 },
        { "has schema version 99, and this Verifier knows versions up to ", 5 },
    };

    [Theory]
    [MemberData(nameof(Wrecks))]
    public async Task A_file_that_cannot_be_used_is_a_sentence_and_stays_as_it_is(string sentence, int wreck)
    {
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            for (int i = 0; i < 20; i++)
            {
                await first.AskAdminAsync(HttpMethod.Put, $"/v1/tenants/tenant-{i}", Policy());
            }

            await first.StopAsync();
        }

        Wreck(wreck);
        byte[] before = await File.ReadAllBytesAsync(Database);

        Assert.Contains(sentence, await RefusedAsync(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(Database));
    }

    [SkippableFact]
    public async Task A_directory_that_cannot_be_written_is_a_sentence()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "A place that not even root can write to is known for Linux only.");

        Assert.Contains("which cannot be written: ", await RefusedAsync("/proc/verifier"), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_read_only_file_system_is_a_sentence()
    {
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            await first.StopAsync();
        }

        Namespace.SkipUnlessPossible();
        await using VerifierProcess refused = VerifierProcess.Begin(Data, Acme, Namespace.With($"mount --bind {Data} {Data} && mount -o remount,bind,ro {Data}"));
        (int code, string said) = await refused.EndAsync();

        Assert.Equal(1, code);
        Assert.Contains("which cannot be written: ", Assert.Single(said.Split('\n')), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_disk_without_room_is_a_sentence()
    {
        Namespace.SkipUnlessPossible();
        Directory.CreateDirectory(Data);
        await using VerifierProcess refused = VerifierProcess.Begin(Data, Acme, Namespace.With($"mount -t tmpfs -o size=32k none {Data}"));
        (int code, string said) = await refused.EndAsync();

        Assert.Equal(1, code);
        Assert.EndsWith("verifier.db cannot be written, because the disk is full.", Assert.Single(said.Split('\n')), StringComparison.Ordinal);
    }

    private void Wreck(int how)
    {
        switch (how)
        {
            case 0:
                File.WriteAllText(Database, "This is a text and was never a database, although it is long enough to be looked at as one by whoever opens it.");
                break;
            case 1:
                File.WriteAllBytes(Database, []);
                break;
            case 2:
                using (FileStream half = File.OpenWrite(Database))
                {
                    half.SetLength(half.Length / 2 / 4096 * 4096);
                }

                break;
            case 3:
                using (FileStream garbled = File.OpenWrite(Database))
                {
                    garbled.Position = 4096 * 2;
                    garbled.Write(new byte[(int)(garbled.Length - garbled.Position)].Select((_, i) => (byte)(i * 31)).ToArray());
                }

                break;
            case 4:
                File.Delete(Database);
                using (SqliteConnection other = new($"Data Source={Database};Pooling=False"))
                {
                    other.Open();
                    using SqliteCommand command = new("CREATE TABLE recipes (name TEXT)", other);
                    command.ExecuteNonQuery();
                }

                break;
            default:
                StateDatabase.Run(Database, "PRAGMA user_version = 99");
                break;
        }
    }

    private async Task<string> RefusedAsync(string? directory = null)
    {
        await using VerifierProcess process = VerifierProcess.Begin(directory ?? Data, Acme);
        (int code, string said) = await process.EndAsync();
        Assert.Equal(1, code);
        return Assert.Single(said.Split('\n'));
    }
}
