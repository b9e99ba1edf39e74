package io.fireweed.server.rpc;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.ProtoWriter;
import io.fireweed.server.state.Upkeep.DbImage;
import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;

/// Sends the db to one client: the image in pieces, then its SHA-256.
///
/// | field | name | content |
/// |---|---|---|
/// | 2 | remaining_bytes | of the image, after this message |
/// | 3 | blob | the next bytes; in the last message the digest |
/// | 4 | version | the storage version |
///
/// Source: etcd rpc.proto and v3rpc/maintenance.go, 3.7.1.
final class SnapshotStream {
  private static final long PIECE_BYTES = 256 << 10;

  private final StreamedCall call;
  private final String storageVersion;
  private final MessageDigest digest = Sha256Trailer.digest();
  private long remaining;

  /// To be made on the thread that brought the call.
  SnapshotStream(ServerCallStreamObserver<Reply> call, String storageVersion) {
    this.call = new StreamedCall(call);
    this.storageVersion = storageVersion;
  }

  /// Sends everything; waits whenever the client does.
  void send(DbImage image) throws IOException, InterruptedException {
    remaining = image.sizeBytes();
    image.copyTo(this::pieces);
    remaining = 0;
    call.send(end(begin(Bytes.of(digest.digest()).segment())));
    call.end();
  }

  private void pieces(MemorySegment bytes) throws IOException {
    for (long at = 0; at < bytes.byteSize(); at += PIECE_BYTES) {
      MemorySegment piece = bytes.asSlice(at, Math.min(PIECE_BYTES, bytes.byteSize() - at));
      int length = Math.toIntExact(piece.byteSize());
      remaining -= length;
      ProtoWriter message = begin(piece);
      // Digested from the copy: out of a mapping it would be copied once more.
      digest.update(message.segment().asByteBuffer().position(message.length() - length));
      try {
        call.send(end(message));
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw new IOException("the member stops", stopped);
      }
    }
  }

  /// {@return a message whose last bytes are those of `blob`}
  private ProtoWriter begin(MemorySegment blob) {
    ProtoWriter message = new ProtoWriter(Math.toIntExact(blob.byteSize()) + 64);
    return message.varintUnlessZero(2, remaining).bytes(3, blob);
  }

  private Reply end(ProtoWriter message) {
    return Reply.of(storageVersion.isEmpty() ? message : message.utf8(4, storageVersion));
  }
}
