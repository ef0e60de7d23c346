using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Verifier.AspNetCore.ForwardAuth;
using Verifier.Envoy;

namespace Verifier.AspNetCore.Tests.Envoy;

/// <summary>The reader of <c>CheckRequest</c>: one reading, or one kind of refusal.</summary>
public sealed class CheckRequestTests
{
    private static readonly CheckCall Call = new()
    {
        Method = "PUT",
        Headers = [("authorization", "DPoP a.b.c"), ("dpop", "d.e.f"), ("accept", "text/html")],
        Context = [("tenant", "acme"), ("scope", "read:orders")],
        Certificate = "-----BEGIN%20",
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void All_that_counts_is_read_and_nothing_else(bool isRaw)
    {
        ProxiedRequest request = CheckRequest.Read((Call with { IsRaw = isRaw }).ToMessage());

        Assert.Equal(("PUT", "https", "api.test", "/orders?page=2", "-----BEGIN%20"), (request.Method, request.Scheme, request.Host, request.Target, request.ClientCertificate));
        Assert.Equal(("DPoP a.b.c", "d.e.f"), (request.Authorization.Value, request.DPoP.Value));
        Assert.Equal([KeyValuePair.Create("tenant", "acme"), KeyValuePair.Create("scope", "read:orders")], request.Policy);
    }

    [Fact]
    public void Fields_of_a_newer_Envoy_are_passed_over()
    {
        byte[] group = [0xdb, 0x06, 0xdc, 0x06];
        byte[] attributes = [.. Wire.Bytes(200, new byte[9]), .. Wire.Number(201, ulong.MaxValue), .. group, .. Call.Attributes(), .. Wire.Text(13, "x")];

        Assert.Equal("acme", CheckRequest.Read([.. Wire.Number(7, 1), .. Wire.Bytes(1, attributes)]).Policy[0].Value);
    }

    public static TheoryData<string, byte[]> Malformed => new()
    {
        { "attributes twice", [.. Call.ToMessage(), .. Call.ToMessage()] },
        { "a request twice", Wire.Bytes(1, Call.Attributes(), Wire.Bytes(4, Wire.Bytes(2, Wire.Text(2, "GET")))) },
        { "a source twice", Wire.Bytes(1, Call.Attributes(), Wire.Bytes(1, Wire.Text(5, "x"))) },
        { "a method twice", Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, Call.Http(), Wire.Text(2, "GET")))) },
        { "a path twice", Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, Call.Http(), Wire.Text(4, "/")))) },
        { "a header's value twice", Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, Wire.Bytes(3, Wire.Text(1, "dpop"), Wire.Text(2, "x"), Wire.Text(2, "y"))))) },
        { "attributes as a number", Wire.Number(1, 1) },
        { "a path as a number", Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, Wire.Number(4, 1)))) },
        { "a policy that is not UTF-8", Wire.Bytes(1, Wire.Bytes(10, Wire.Text(1, "scope"), Wire.Bytes(2, [0xff]))) },
        { "a field without a number", [0x00] },
        { "the end of a group that never began", [0x0c] },
        { "a group that never ends", [0xdb, 0x06] },
        { "a varint that never ends", [0x80] },
        { "eleven octets of varint", [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01] },
        { "a length beyond the end", [0x0a, 0x7f] },
        { "a negative length", [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01] },
        { "a wire type that is none", [0x0e] },
        { "groups without end in one another", [.. Enumerable.Repeat<byte>(0x1b, 100_000)] },
        { "attributes cut off", Call.ToMessage()[..^3] },
    };

    [Theory]
    [MemberData(nameof(Malformed))]
    public void What_could_be_read_in_two_ways_or_not_at_all_is_refused(string what, byte[] message)
        => Assert.Equal((GrpcStatus.InvalidArgument, what), (Assert.Throws<GrpcException>(() => CheckRequest.Read(message)).Status, what));

    [Fact]
    public void What_a_client_wrote_stays_what_it_is_and_cannot_make_the_message_unreadable()
    {
        byte[] odd = [(byte)'B', 0xe9, 0x00, 0xff];
        byte[] raw = Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, Wire.Bytes(4, odd), Wire.Bytes(13, Wire.Bytes(1, Wire.Text(1, "authorization"), Wire.Bytes(3, odd))))));
        byte[] joined = Wire.Bytes(1, Wire.Bytes(4, Wire.Bytes(2, Wire.Bytes(2, odd), Wire.Bytes(3, Wire.Bytes(1, odd), Wire.Bytes(2, odd)), Wire.Bytes(3, Wire.Text(1, "authorization"), Wire.Bytes(2, odd)))));

        Assert.Equal(("B\u00e9\0\u00ff", "B\u00e9\0\u00ff"), (CheckRequest.Read(raw).Authorization.Value, CheckRequest.Read(raw).Target));
        Assert.Equal(("B\u00e9\0\u00ff", "B\u00e9\0\u00ff"), (CheckRequest.Read(joined).Authorization.Value, CheckRequest.Read(joined).Method));
    }

    [Fact]
    public void Whatever_the_octets_there_is_one_kind_of_refusal()
    {
        Prop.ForAll<byte[]>(octets => IsReadOrRefused(octets)).QuickCheckThrowOnFailure();

        // Near misses: a good message with an octet changed, one put in, or its end gone.
        byte[] good = Call.ToMessage();
        Gen<byte[]> near = from at in Gen.Choose(0, good.Length - 1)
                           from octet in Gen.Choose(0, 255)
                           from how in Gen.Choose(0, 2)
                           select how switch
                           {
                               0 => (byte[])[.. good[..at], (byte)octet, .. good[(at + 1)..]],
                               1 => [.. good[..at], (byte)octet, .. good[at..]],
                               _ => good[..at],
                           };
        Prop.ForAll(near.ToArbitrary(), IsReadOrRefused).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));
    }

    [Fact]
    public void Our_messages_are_what_others_write()
    {
        byte[] ours = new ProtoMessage().Text(1, "Zoë").Number(2, 300).Message(3, new ProtoMessage().Text(1, "")).Bytes(15, ByteString.CopyFrom(0, 255)).ToArray();

        Assert.Equal([.. Wire.Bytes(1, Encoding.UTF8.GetBytes("Zoë")), .. Wire.Number(2, 300), .. Wire.Bytes(3, Wire.Text(1, "")), .. Wire.Bytes(15, [0, 255])], ours);
    }

    private static bool IsReadOrRefused(byte[] octets)
    {
        try
        {
            return CheckRequest.Read(octets) is not null;
        }
        catch (GrpcException refused)
        {
            return refused.Status == GrpcStatus.InvalidArgument;
        }
    }
}
