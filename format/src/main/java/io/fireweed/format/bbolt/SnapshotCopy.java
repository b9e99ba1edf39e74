package io.fireweed.format.bbolt;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/// The byte stream of an etcd snapshot: a db that holds one state and nothing newer.
///
/// | offset | size | content |
/// |---|---|---|
/// | 0 | one page | meta of the state, transaction `n` |
/// | page size | one page | the same meta as transaction `n - 1`, in case the first is damaged |
/// | 2 pages | up to `hwm` pages | the pages as they stand, free ones too |
/// | end | 32 | SHA-256 of everything before; only [#copyWithDigest] sends it |
///
/// The copy is consistent while a writer commits, since a writer never touches the pages of a state
/// that a transaction holds.
///
/// Source: bbolt tx.go (WriteTo), etcd 3.4.23 to 3.7.1 (Maintenance.Snapshot).
public final class SnapshotCopy {
  private static final long PIECE_BYTES = 1 << 20;

  private SnapshotCopy() {}

  /// Sends the state of `tx`. {@return bytes sent, `hwm * pageSize`}
  static long copy(ReadTx tx, SnapshotSink sink) throws IOException {
    Pages pages = tx.pages();
    try {
      MemorySegment metas = MemorySegment.ofBuffer(metas(tx));
      sink.write(metas.asReadOnly());
      long end = tx.sizeBytes();
      for (long at = metas.byteSize(); at < end; at += PIECE_BYTES) {
        sink.write(pages.bytes().asSlice(at, Math.min(PIECE_BYTES, end - at)));
      }
      return end;
    } catch (InternalError fault) {
      throw pages.vanished(fault);
    }
  }

  /// {@return the two pages that a snapshot of the state begins with}
  static ByteBuffer metas(ReadTx tx) {
    int pageSize = tx.pages().pageSize();
    ByteBuffer pages = ByteBuffer.allocateDirect(2 * pageSize);
    MemorySegment bytes = MemorySegment.ofBuffer(pages);
    tx.meta().writePage(bytes, 0, new Pgid(0));
    Meta earlier = tx.meta().withTxid(tx.meta().txid().previous());
    earlier.writePage(bytes, pageSize, new Pgid(1));
    return pages;
  }

  /// Sends the state of `tx`, then the SHA-256 of what was sent. {@return the digest}
  public static Bytes copyWithDigest(ReadTx tx, SnapshotSink sink) throws IOException {
    MessageDigest digest = Sha256Trailer.digest();
    copy(
        tx,
        bytes -> {
          digest.update(bytes.asByteBuffer());
          sink.write(bytes);
        });
    Bytes value = Bytes.of(digest.digest());
    sink.write(value.segment());
    return value;
  }
}
