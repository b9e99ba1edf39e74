package io.fireweed.client;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.SnapshotResponse;
import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Iterator;

/// Writes the pieces of a snapshot stream and digests all but the last 32 bytes, which are the
/// digest. A stream that just ends, however politely, is not a snapshot.
final class SnapshotReceiver {
  private final OutputStream out;
  private final MessageDigest digest = Sha256Trailer.digest();
  private byte[] held = new byte[0];
  private long sizeBytes;
  private String storageVersion = "";

  SnapshotReceiver(OutputStream out) {
    this.out = out;
  }

  SnapshotTransfer receive(Iterator<SnapshotResponse> pieces, Endpoint endpoint)
      throws IOException {
    long remainingBytes = 0;
    while (pieces.hasNext()) {
      SnapshotResponse piece = pieces.next();
      add(piece.getBlob());
      remainingBytes = piece.getRemainingBytes();
      storageVersion = piece.getVersion().isEmpty() ? storageVersion : piece.getVersion();
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
    byte[] computed = digest.digest();
    if (!Arrays.equals(computed, held)) {
      throw new CorruptException(
          "snapshot of "
              + endpoint
              + ": sha-256 expected "
              + Bytes.of(held).toHex()
              + ", found "
              + Bytes.of(computed).toHex());
    }
    return new SnapshotTransfer(sizeBytes, Bytes.of(held), storageVersion);
  }

  private void add(ByteString blob) throws IOException {
    blob.writeTo(out);
    sizeBytes += blob.size();
    byte[] all = ByteString.copyFrom(held).concat(blob).toByteArray();
    int ripe = Math.max(0, all.length - Sha256Trailer.LENGTH);
    digest.update(all, 0, ripe);
    held = Arrays.copyOfRange(all, ripe, all.length);
  }
}
