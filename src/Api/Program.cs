using Verifier.Api;

return await ApiHost.Create(args).RunAsync(Console.Error);
