using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;

namespace Verifier.Packages.Tests.Packing;

/// <summary>What a portable pdb says of the sources.</summary>
internal sealed class SymbolFile : IDisposable
{
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
    private static readonly Guid SourceLinkMap = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");

    private readonly MetadataReaderProvider _provider;
    private readonly MetadataReader _reader;

    public SymbolFile(byte[] pdb)
    {
        _provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(pdb));
        _reader = _provider.GetMetadataReader();
    }

    /// <summary>The map of source link, or null.</summary>
    public string? SourceLink => Custom(EntityHandle.ModuleDefinition, SourceLinkMap) is { } map ? Encoding.UTF8.GetString(map) : null;

    /// <summary>The sources by their names; null where one is not in the file.</summary>
    public IReadOnlyDictionary<string, string?> Sources => _reader.Documents.ToDictionary(
        document => _reader.GetString(_reader.GetDocument(document).Name),
        document => Custom(document, EmbeddedSource) is { } source ? Text(source) : null);

    public void Dispose() => _provider.Dispose();

    private byte[]? Custom(EntityHandle of, Guid kind) => _reader.GetCustomDebugInformation(of)
        .Select(_reader.GetCustomDebugInformation)
        .Where(information => _reader.GetGuid(information.Kind) == kind)
        .Select(information => _reader.GetBlobBytes(information.Value))
        .SingleOrDefault();

    // Four bytes for the size, 0 where it is not compressed, then the text.
    private static string Text(byte[] source)
    {
        using Stream bytes = BitConverter.ToInt32(source) == 0 ? new MemoryStream(source[4..]) : new DeflateStream(new MemoryStream(source[4..]), CompressionMode.Decompress);
        using StreamReader reader = new(bytes);
        return reader.ReadToEnd();
    }
}
