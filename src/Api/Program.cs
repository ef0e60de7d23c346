Console.Error.WriteLine("Verifier.Api is not written yet: src/Api/README.md says what it will be. What runs today is src/Standalone.");
return 1;
