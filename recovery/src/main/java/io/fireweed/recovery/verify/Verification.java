package io.fireweed.recovery.verify;

import io.fireweed.format.bbolt.BucketHeader;
import io.fireweed.format.bbolt.CheckReport;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.DbVisitor;
import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.schema.SnapshotImage;
import io.fireweed.format.schema.SnapshotImage.Digest;
import io.fireweed.format.schema.check.SchemaCheck;
import io.fireweed.format.schema.check.SchemaReport;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.schema.hash.StatusHash;
import io.fireweed.format.schema.hash.StatusVisitor;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Verifies one file: the digest on one thread, pages and rows in a single walk on another.
public final class Verification {
  private Verification() {}

  /// {@return what the file is worth; damage is a result and not an exception}
  ///
  /// @throws io.fireweed.format.fault.CorruptException if the file is no db at all
  public static VerifyReport of(Disk disk, Path path) throws IOException {
    try (ExecutorService other = Executors.newSingleThreadExecutor();
        SnapshotImage image = SnapshotImage.open(disk, path);
        ReadTx tx = image.db().readDamaged(image.db().current())) {
      Future<Digest> digest = other.submit(image::digest);
      try {
        return walk(path, tx, digest);
      } finally {
        Digest _ = Waiting.on(digest);
      }
    }
  }

  private static VerifyReport walk(Path path, ReadTx tx, Future<Digest> digest) throws IOException {
    try (StatusVisitor status = new StatusVisitor(path.toString());
        SchemaCheck schema = new SchemaCheck(tx)) {
      CheckReport structure = Checker.check(tx, new Both(status, schema));
      if (!structure.isClean()) {
        return new VerifyReport(
            path,
            Waiting.on(digest),
            structure,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
      }
      SchemaReport rows = schema.finish();
      Optional<StatusHash> hash = Optional.of(status.finish(tx.sizeBytes()));
      Optional<HashKv> hashKv =
          rows.isSound() ? Optional.of(HashKv.computeCurrent(tx)) : Optional.empty();
      return new VerifyReport(path, Waiting.on(digest), structure, Optional.of(rows), hash, hashKv);
    }
  }

  /// Shows the same walk to two visitors.
  private record Both(DbVisitor one, DbVisitor other) implements DbVisitor {
    @Override
    public void leaf(int depth, LeafPage page) {
      one.leaf(depth, page);
      other.leaf(depth, page);
    }

    @Override
    public void enterBucket(int depth, Bytes name, BucketHeader header) {
      one.enterBucket(depth, name, header);
      other.enterBucket(depth, name, header);
    }

    @Override
    public void leaveBucket(int depth) {
      one.leaveBucket(depth);
      other.leaveBucket(depth);
    }
  }
}
