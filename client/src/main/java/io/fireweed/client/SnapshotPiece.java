package io.fireweed.client;

import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.SnapshotRequest;
import io.fireweed.format.wire.Origin;
import io.fireweed.format.wire.ProtoReader;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// One message of a snapshot stream; its bytes lie in the array that the message came in.
///
/// | field | name | content |
/// |---|---|---|
/// | 2 | remaining_bytes | of the image, after this message |
/// | 3 | blob | the next bytes; in the last message the digest |
/// | 4 | version | the storage version, from 3.6 on |
///
/// Source: etcd rpc.proto, 3.4.23 to 3.7.1.
///
/// @param blob over an array
record SnapshotPiece(ByteBuffer blob, long remainingBytes, String version) {
  private static final ByteBuffer NOTHING = ByteBuffer.wrap(new byte[0]);

  /// The call, its answers not copied more than once.
  static final MethodDescriptor<SnapshotRequest, SnapshotPiece> METHOD =
      MaintenanceGrpc.getSnapshotMethod().toBuilder(
              MaintenanceGrpc.getSnapshotMethod().getRequestMarshaller(), new Marshaller())
          .build();

  static SnapshotPiece of(byte[] message) {
    ByteBuffer blob = NOTHING;
    long remainingBytes = 0;
    String version = "";
    ProtoReader reader =
        new ProtoReader(MemorySegment.ofArray(message), new Origin("SnapshotResponse", 0));
    while (reader.next()) {
      switch (reader.field()) {
        case 2 -> remainingBytes = reader.varint();
        case 3 -> {
          int length = Math.toIntExact(reader.segment().byteSize());
          blob = ByteBuffer.wrap(message, Math.toIntExact(reader.position()) - length, length);
        }
        case 4 -> version = reader.utf8();
        default -> reader.skip();
      }
    }
    return new SnapshotPiece(blob, remainingBytes, version);
  }

  private static final class Marshaller implements MethodDescriptor.Marshaller<SnapshotPiece> {
    @Override
    public InputStream stream(SnapshotPiece piece) {
      throw new UnsupportedOperationException("pieces are only received");
    }

    @Override
    public SnapshotPiece parse(InputStream message) {
      try {
        if (!(message instanceof KnownLength)) {
          return of(message.readAllBytes());
        }
        byte[] whole = new byte[message.available()];
        int length = message.readNBytes(whole, 0, whole.length);
        if (length < whole.length) {
          throw new EOFException("expected " + whole.length + " bytes, found " + length);
        }
        return of(whole);
      } catch (IOException failed) {
        throw new UncheckedIOException(failed);
      }
    }
  }
}
