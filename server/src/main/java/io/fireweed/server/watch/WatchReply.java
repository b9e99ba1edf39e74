package io.fireweed.server.watch;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/// An encoded `etcdserverpb.WatchResponse` in pieces, of which those with the events are shared
/// with other watchers and not copied before gRPC's own buffer.
final class WatchReply {
  static final Marshaller<WatchReply> MARSHALLER =
      new Marshaller<>() {
        @Override
        public InputStream stream(WatchReply reply) {
          return new Stream(reply);
        }

        @Override
        public WatchReply parse(InputStream stream) {
          throw new UnsupportedOperationException("a server does not read responses");
        }
      };

  private final List<byte[]> pieces;
  private final int length;

  WatchReply(List<byte[]> pieces) {
    this.pieces = pieces;
    int sum = 0;
    for (byte[] piece : pieces) {
      sum = Math.addExact(sum, piece.length);
    }
    this.length = sum;
  }

  int length() {
    return length;
  }

  private static final class Stream extends InputStream implements KnownLength, Drainable {
    private final List<byte[]> pieces;
    private int piece;
    private int offset;
    private int left;

    Stream(WatchReply reply) {
      this.pieces = reply.pieces;
      this.left = reply.length;
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int drained = left;
      while (left > 0) {
        byte[] from = pieces.get(piece);
        target.write(from, offset, from.length - offset);
        advance(from.length - offset);
      }
      return drained;
    }

    @Override
    public int available() {
      return left;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int at, int length) {
      if (left == 0) {
        return -1;
      }
      byte[] from = pieces.get(piece);
      int count = Math.min(length, from.length - offset);
      System.arraycopy(from, offset, target, at, count);
      advance(count);
      return count;
    }

    private void advance(int count) {
      offset += count;
      left -= count;
      while (left > 0 && offset == pieces.get(piece).length) {
        piece++;
        offset = 0;
      }
    }
  }
}
