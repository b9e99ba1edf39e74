package io.fireweed.server.rpc;

import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Supplier;

/// An encoded response message.
public final class Reply {
  /// Hands the bytes to gRPC as they are.
  public static final Marshaller<Reply> MARSHALLER =
      new Marshaller<>() {
        @Override
        public InputStream stream(Reply reply) {
          return reply.stream.get();
        }

        @Override
        public Reply parse(InputStream stream) {
          try {
            byte[] all = stream.readAllBytes();
            return new Reply(() -> new Stream(all, all.length), all.length);
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        }
      };

  private final Supplier<InputStream> stream;
  private final int length;

  private Reply(Supplier<InputStream> stream, int length) {
    this.stream = stream;
    this.length = length;
  }

  /// {@return what was written; the writer must not be used again}
  public static Reply of(ProtoWriter written) {
    MemorySegment message = written.segment();
    byte[] buffer = (byte[]) message.heapBase().orElseThrow();
    int length = Math.toIntExact(message.byteSize());
    return new Reply(() -> new Stream(buffer, length), length);
  }

  /// {@return a message that is put together while it is sent}
  ///
  /// @param rows each field 2, between what stands before and behind them
  static Reply of(Bytes head, List<Bytes> rows, Bytes tail) {
    return new Reply(() -> new RowsReply(head, rows, tail), RowsReply.length(head, rows, tail));
  }

  /// {@return the length of the message}
  public int length() {
    return length;
  }

  private static final class Stream extends ByteArrayInputStream implements KnownLength, Drainable {
    Stream(byte[] bytes, int length) {
      super(bytes, 0, length);
    }

    /// `transferTo` would first copy everything, so that the target cannot keep the array.
    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = count - pos;
      target.write(buf, pos, length);
      pos = count;
      return length;
    }
  }
}
