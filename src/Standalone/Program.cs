using Microsoft.Extensions.Logging.Console;
using Verifier.Standalone;
using Verifier.Standalone.Commands;
using Verifier.Standalone.Demo;

if (args is [CheckConfigCommand.Name, ..])
{
    return CheckConfigCommand.Run(args[1..], Console.Out, Console.Error);
}

if (args is [ExplainCommand.Name, ..])
{
    return await ExplainCommand.RunAsync(args[1..], Console.OpenStandardInput(), Console.Out, Console.Error);
}

if (!DemoMode.IsAskedFor(ref args))
{
    return await StandaloneHost.RunAsync(args, Console.Error);
}

await using DemoMode demo = await DemoMode.StartAsync();
return await StandaloneHost.RunAsync(args, Console.Error, Configure, app => demo.Print(Console.Out, app.Urls.First()));

void Configure(WebApplicationBuilder builder)
{
    demo.Configure(builder);

    // What is printed is a shell script, so the log goes elsewhere.
    builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
}
