using Verifier.Silo;

return await SiloHost.Create(args).RunAsync(Console.Error);
