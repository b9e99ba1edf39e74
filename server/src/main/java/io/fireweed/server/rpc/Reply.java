package io.fireweed.server.rpc;

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

/// An encoded response message.
public final class Reply {
  /// Hands the bytes to gRPC as they are.
  public static final Marshaller<Reply> MARSHALLER =
      new Marshaller<>() {
        @Override
        public InputStream stream(Reply reply) {
          return new Stream(reply.bytes, reply.length);
        }

        @Override
        public Reply parse(InputStream stream) {
          try {
            byte[] all = stream.readAllBytes();
            return new Reply(all, all.length);
          } catch (IOException failed) {
            throw new UncheckedIOException(failed);
          }
        }
      };

  private final byte[] bytes;
  private final int length;

  private Reply(byte[] bytes, int length) {
    this.bytes = bytes;
    this.length = length;
  }

  /// {@return what was written; the writer must not be used again}
  public static Reply of(ProtoWriter written) {
    MemorySegment message = written.segment();
    byte[] buffer = (byte[]) message.heapBase().orElseThrow();
    return new Reply(buffer, Math.toIntExact(message.byteSize()));
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
