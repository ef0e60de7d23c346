Console.Error.WriteLine("The AppHost is not written yet: Aspire.AppHost/README.md says what it will be. What runs today is src/Standalone.");
return 1;
