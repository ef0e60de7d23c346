namespace Verifier.Interop.Tests.Page;

/// <summary>One browser and one host for all tests of the page.</summary>
[CollectionDefinition(nameof(PageCollection))]
public sealed class PageCollection : ICollectionFixture<PageFixture>;
