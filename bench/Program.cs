using BenchmarkDotNet.Running;
using Verifier.Bench.Http;

// `bodies` is for http/run.sh, which measures over HTTP; everything else is BenchmarkDotNet's.
if (args is ["bodies"])
{
    await BodyPress.RunAsync();
    return;
}

_ = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
