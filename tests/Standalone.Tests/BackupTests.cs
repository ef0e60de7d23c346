using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Verifier.Standalone.Tests;

/// <summary>A backup that is put back revives no proof: neither one of a running process, nor one of a stopped one.</summary>
public sealed class BackupTests : Installation
{
    private string Backup => $"{Data}-backup";

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(Backup))
        {
            Directory.Delete(Backup, recursive: true);
        }
    }

    public static TheoryData<string, string[]> Copies => new()
    {
        { "cp -a of the directory", ["rm -rf {data}", "cp -a {backup} {data}"] },
        { "cp -a over the files", ["cp -a {backup}/. {data}"] },
        { "cp without times over the database and the seal", ["cp {backup}/verifier.db {data}/verifier.db", "cp {backup}/verifier.seal {data}/verifier.seal"] },
        { "the contents put into the same inode", ["cat {backup}/verifier.db > {data}/verifier.db", "cat {backup}/verifier.seal > {data}/verifier.seal", "touch -r {backup}/verifier.db {data}/verifier.db"] },
        { "tar, with all times", ["tar -C {backup} -cf {data}/all.tar .", "tar -C {data} --overwrite -xpf {data}/all.tar"] },
        { "a rename into place", ["cp -a {backup}/verifier.db {data}/other", "cp -a {backup}/verifier.seal {data}/verifier.seal", "mv {data}/other {data}/verifier.db"] },
    };

    [SkippableTheory]
    [MemberData(nameof(Copies))]
    public async Task A_backup_of_a_stopped_installation_is_not_taken_for_the_one_that_ran_on(string how, string[] restore)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The commands are those of Linux.");
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            await first.AskAdminAsync(HttpMethod.Put, "/v1/tenants/other", Policy());
            await first.StopAsync();
        }

        Assert.True(File.Exists(Path.Combine(Data, "verifier.seal")), how);
        await ShellAsync("cp -a {data} {backup}");
        JsonObject used = Proven();
        await using (VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme))
        {
            Assert.Equal("allowed", ReasonOf(await second.DecideAsync(used)));
            await second.StopAsync();
        }

        foreach (string command in restore)
        {
            await ShellAsync(command);
        }

        await using VerifierProcess third = await VerifierProcess.StartAsync(Data, Acme);
        Assert.Equal("replay_fence", ReasonOf(await third.DecideAsync(used)));
        Assert.Equal("allowed", ReasonOf(await third.DecideAsync(Bearer("other"))));
    }

    [Fact]
    public async Task A_backup_of_a_running_installation_is_not_taken_for_the_one_that_ran_on()
    {
        JsonObject used = Proven();
        JsonObject usedLater = Proven();
        string copy = $"{Data}-copy.db";
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            await first.AskAdminAsync(HttpMethod.Put, "/v1/tenants/other", Policy());
            Assert.Equal("allowed", ReasonOf(await first.DecideAsync(used)));
            StateDatabase.Run(Database, $"VACUUM INTO '{copy}'");
            Assert.Equal("allowed", ReasonOf(await first.DecideAsync(usedLater)));
            await first.StopAsync();
        }

        File.Move(copy, Database, overwrite: true);
        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme);

        Assert.Equal("replay_fence", ReasonOf(await second.DecideAsync(used)));
        Assert.Equal("replay_fence", ReasonOf(await second.DecideAsync(usedLater)));
        Assert.Equal("allowed", ReasonOf(await second.DecideAsync(Bearer("other"))));
    }

    [Fact]
    public async Task A_seal_of_a_former_stop_does_not_serve_again()
    {
        string seal = Path.Combine(Data, "verifier.seal");
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            await first.StopAsync();
        }

        byte[] kept = await File.ReadAllBytesAsync(seal);
        JsonObject used = Proven();
        await using (VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme))
        {
            Assert.False(File.Exists(seal));
            Assert.Equal("allowed", ReasonOf(await second.DecideAsync(used)));
            await second.KillAsync();
        }

        await File.WriteAllBytesAsync(seal, kept);
        await using VerifierProcess third = await VerifierProcess.StartAsync(Data, Acme);
        Assert.Equal("replay_fence", ReasonOf(await third.DecideAsync(used)));
    }

    [Fact]
    public async Task A_database_that_is_gone_is_not_a_first_start()
    {
        JsonObject used = Proven();
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            Assert.Equal("allowed", ReasonOf(await first.DecideAsync(used)));
            await first.StopAsync();
        }

        File.Delete(Database);
        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme);

        Assert.Equal("replay_fence", ReasonOf(await second.DecideAsync(used)));
        Assert.Contains("was not there, although this directory has been used before", second.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_gone_from_the_database_is_a_lost_life()
    {
        JsonObject used = Proven();
        await using (VerifierProcess first = await VerifierProcess.StartAsync(Data, Acme))
        {
            Assert.Equal("allowed", ReasonOf(await first.DecideAsync(used)));
            await first.StopAsync();
        }

        Assert.Equal(1, StateDatabase.Run(Database, "DELETE FROM lives"));
        await using VerifierProcess second = await VerifierProcess.StartAsync(Data, Acme);
        Assert.Equal("replay_fence", ReasonOf(await second.DecideAsync(used)));
    }

    private async Task ShellAsync(string command)
    {
        using Process shell = Process.Start("sh", ["-ec", command.Replace("{data}", Data, StringComparison.Ordinal).Replace("{backup}", Backup, StringComparison.Ordinal)]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }
}
