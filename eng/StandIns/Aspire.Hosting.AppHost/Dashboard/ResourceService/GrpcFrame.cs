using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Google.Protobuf;

namespace Aspire.Hosting.Dashboard.ResourceService;

/// <summary>
/// Length-prefixed messages of gRPC over HTTP/2: one byte that tells of compression, four bytes of length (big-endian), the message.
/// </summary>
internal static class GrpcFrame
{
    private const int PrefixLength = 5;

    /// <summary>The longest request that is read, in bytes, prefix included. The largest real one holds three names.</summary>
    internal const int MaxRequestLength = 64 * 1024;

    /// <summary>Reads the one message of a unary or server-streaming call.</summary>
    /// <exception cref="GrpcFault">The body is not exactly one uncompressed message within <see cref="MaxRequestLength"/>.</exception>
    internal static async Task<T> ReadAsync<T>(PipeReader body, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        var read = await body.ReadAtLeastAsync(MaxRequestLength + 1, cancellationToken);
        try
        {
            if (read.Buffer.Length > MaxRequestLength)
                throw new GrpcFault(GrpcStatus.ResourceExhausted, $"A request may have {MaxRequestLength} bytes.");
            return parser.ParseFrom(Message(read.Buffer));
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new GrpcFault(GrpcStatus.InvalidArgument, exception.Message);
        }
        finally
        {
            body.AdvanceTo(read.Buffer.End);
        }
    }

    /// <summary>Writes one message and flushes it, so that a stream's reader sees it at once.</summary>
    internal static async Task WriteAsync(PipeWriter body, IMessage message, CancellationToken cancellationToken)
    {
        var length = message.CalculateSize();
        var frame = body.GetSpan(PrefixLength + length);
        frame[0] = 0;
        BinaryPrimitives.WriteInt32BigEndian(frame[1..], length);
        message.WriteTo(frame.Slice(PrefixLength, length));
        body.Advance(PrefixLength + length);
        await body.FlushAsync(cancellationToken);
    }

    private static ReadOnlySequence<byte> Message(ReadOnlySequence<byte> frame)
    {
        if (frame.Length < PrefixLength)
            throw new GrpcFault(GrpcStatus.InvalidArgument, "The request holds no message.");
        Span<byte> prefix = stackalloc byte[PrefixLength];
        frame.Slice(0, PrefixLength).CopyTo(prefix);
        if (prefix[0] != 0)
            throw new GrpcFault(GrpcStatus.Unimplemented, "Compressed messages are not supported.");
        if (BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]) != frame.Length - PrefixLength)
            throw new GrpcFault(GrpcStatus.InvalidArgument, "The request is not exactly one message.");
        return frame.Slice(PrefixLength);
    }
}
