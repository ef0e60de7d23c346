using Google.Protobuf;

namespace Verifier.Envoy;

/// <summary>A message of Protocol Buffers in the making.</summary>
internal sealed class ProtoMessage
{
    private readonly List<Action<CodedOutputStream>> _fields = [];

    public ProtoMessage Text(int number, string value) => Bytes(number, ByteString.CopyFromUtf8(value));

    public ProtoMessage Message(int number, ProtoMessage value) => Bytes(number, UnsafeByteOperations.UnsafeWrap(value.ToArray()));

    public ProtoMessage Bytes(int number, ByteString value)
    {
        _fields.Add(output =>
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(value);
        });
        return this;
    }

    public ProtoMessage Number(int number, int value)
    {
        _fields.Add(output =>
        {
            output.WriteTag(number, WireFormat.WireType.Varint);
            output.WriteInt32(value);
        });
        return this;
    }

    public byte[] ToArray()
    {
        using MemoryStream written = new();
        using CodedOutputStream output = new(written, leaveOpen: true);
        foreach (Action<CodedOutputStream> write in _fields)
        {
            write(output);
        }

        output.Flush();
        return written.ToArray();
    }
}
