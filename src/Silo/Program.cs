Console.Error.WriteLine("Verifier.Silo is not written yet: src/Silo/README.md says what it will be. What runs today is src/Standalone.");
return 1;
