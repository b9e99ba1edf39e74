package io.fireweed.client;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.fault.CorruptException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Writes the pieces of a snapshot stream and digests all but the last 32 bytes, which are the
/// digest, on another thread. A stream that just ends, however politely, is not a snapshot.
final class SnapshotReceiver {
  private final OutputStream out;
  private long sizeBytes;
  private String storageVersion = "";

  /// The pieces of a stream in order, until there is none.
  @FunctionalInterface
  interface Pieces {
    Optional<SnapshotPiece> next() throws IOException;
  }

  SnapshotReceiver(OutputStream out) {
    this.out = out;
  }

  SnapshotTransfer receive(Pieces pieces, Endpoint endpoint) throws IOException {
    long remainingBytes = 0;
    TailDigest.Tail tail;
    try (TailDigest digest = TailDigest.start()) {
      for (Optional<SnapshotPiece> next = pieces.next(); next.isPresent(); next = pieces.next()) {
        SnapshotPiece piece = next.get();
        add(piece.blob(), digest);
        remainingBytes = piece.remainingBytes();
        storageVersion = piece.version().isEmpty() ? storageVersion : piece.version();
      }
      tail = digest.finish();
    }
    if (remainingBytes != 0 || !Sha256Trailer.present(sizeBytes)) {
      throw new CorruptException(
          "snapshot of "
              + endpoint
              + ": expected a db and its digest, found the stream to end after "
              + sizeBytes
              + " bytes with "
              + remainingBytes
              + " announced bytes missing");
    }
    if (!tail.digest().equals(tail.last())) {
      throw new CorruptException(
          "snapshot of "
              + endpoint
              + ": sha-256 expected "
              + tail.last().toHex()
              + ", found "
              + tail.digest().toHex());
    }
    return new SnapshotTransfer(sizeBytes, tail.last(), storageVersion);
  }

  private void add(ByteBuffer blob, TailDigest digest) throws IOException {
    digest.add(blob);
    out.write(blob.array(), blob.arrayOffset() + blob.position(), blob.remaining());
    sizeBytes += blob.remaining();
  }
}
