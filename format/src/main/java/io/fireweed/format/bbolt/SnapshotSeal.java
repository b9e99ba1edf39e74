package io.fireweed.format.bbolt;

import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Turns a db that nobody uses into an etcd snapshot where it lies: the same bytes that
/// [SnapshotCopy] sends, without writing every page a second time.
///
/// 1. [#trim]: both metas name the last state, the file ends at its high water mark;
/// 2. the caller proves the image and computes its digest, at the same time if it likes;
/// 3. [#close]: the digest is appended and everything is forced.
///
/// Between the steps the file is a plain db.
public final class SnapshotSeal {
  private SnapshotSeal() {}

  /// Takes away what a snapshot does not hold: the state before the last one, and space to grow.
  ///
  /// @throws RefusedException if the file has a digest already, or another program has it open
  public static void trim(Disk disk, Path path) throws IOException {
    try (DiskFile file = disk.openWrite(path)) {
      file.lock(LockMode.EXCLUSIVE);
      ByteBuffer metas;
      long size;
      try (DbFile db = DbFile.open(disk, path);
          ReadTx tx = db.read()) {
        if (db.digest().isPresent()) {
          throw new RefusedException(path + ": expected a db without a digest, found one");
        }
        metas = SnapshotCopy.metas(tx);
        size = tx.sizeBytes();
      }
      file.write(metas, 0);
      file.truncate(size);
    }
  }

  /// Appends the digest of a trimmed db.
  ///
  /// @param digest SHA-256 of the whole file
  public static void close(Disk disk, Path path, Bytes digest) throws IOException {
    if (digest.length() != Sha256Trailer.LENGTH) {
      throw new IllegalArgumentException("digest of " + digest.length() + " bytes");
    }
    try (DiskFile file = disk.openWrite(path)) {
      file.lock(LockMode.EXCLUSIVE);
      file.write(digest.buffer(), file.size());
      file.force();
    }
  }
}
