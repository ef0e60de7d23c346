using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Filters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Verifier.Bench.Core;

/// <summary>Runs what is measured with BenchmarkDotNet: in this process, because a project made for each benchmark would have to find a solution's packages and settings.</summary>
internal static class CoreBenchmarks
{
    public const string Results = "artifacts/bench";

    public static int Run(string[] args)
    {
        bool isQuick = args is ["quick", ..];
        string[] patterns = isQuick ? args[1..] : args;
        Job job = Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithClock(new ThreadClock())
            .WithWarmupCount(15)
            .WithIterationCount(isQuick ? 7 : 20)
            .WithIterationTime(TimeInterval.FromMilliseconds(isQuick ? 100 : 250));
        ManualConfig config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddExporter(MarkdownExporter.GitHub, JsonExporter.Brief)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Results)
            .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
        if (patterns.Length > 0)
        {
            config.AddFilter(new GlobFilter(patterns));
        }

        BenchmarkRunner.Run(typeof(CoreBenchmarks).Assembly, config);
        return 0;
    }
}
