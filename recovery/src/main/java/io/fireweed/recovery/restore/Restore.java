package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.SnapshotImage;
import io.fireweed.format.schema.hash.KeyHistory;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/// Builds the members of a new cluster from a snapshot: one build, any number of placements.
///
/// ```
/// thread 1   copy the image → edit it → copy it to the other members, write their logs, force
/// thread 2   read the image: compute its digest, check pages and rows
/// both       move all members into place
/// ```
///
/// Nothing stands in its place before the snapshot is proven; whatever fails before that is removed
/// again. The snapshot is only read.
public final class Restore {
  private static final long PIECE_BYTES = 64L << 20;
  private static final int PLACED_AT_ONCE = 2;

  private final Disk disk;
  private final Progress progress;

  public Restore(Disk disk, Progress progress) {
    this.disk = disk;
    this.progress = progress;
  }

  /// Does what the plan says.
  ///
  /// @throws io.fireweed.format.fault.RefusedException if a place is taken
  /// @throws CorruptException if the snapshot is no sound db of etcd
  /// @throws IOException if a file cannot be read or written; nothing is left behind
  public RestoreOutcome execute(RestorePlan plan) throws IOException {
    for (Placement placement : plan.placements()) {
      Staging.requireFree(disk, placement.places());
    }
    try (SnapshotImage image = SnapshotImage.open(disk, plan.source())) {
      boolean unproven =
          plan.proof() == Proof.DIGEST && image.form() == SnapshotImage.Form.PLAIN_DB;
      if (unproven) {
        return new RestoreOutcome.DigestMissing();
      }
      try (ExecutorService other = Executors.newSingleThreadExecutor()) {
        Future<SourceCheck> verdict = other.submit(() -> SourceCheck.of(image, plan.proof()));
        return build(plan, image, verdict);
      }
    }
  }

  /// {@return what the plan would do} Nothing is written; the digest is not computed.
  ///
  /// @throws io.fireweed.format.fault.RefusedException if a place is taken
  /// @throws CorruptException if the snapshot is no db of etcd
  public RestorePreview preview(RestorePlan plan) throws IOException {
    for (Placement placement : plan.placements()) {
      Staging.requireFree(disk, placement.places());
    }
    try (SnapshotImage image = SnapshotImage.open(disk, plan.source());
        ReadTx tx = image.db().read()) {
      long last = KeyHistory.last(tx).main();
      return new RestorePreview(
          plan,
          last,
          last + plan.bump().above(last),
          tx.sizeBytes(),
          Fitting.of(tx, plan).remarks());
    }
  }

  private RestoreOutcome build(RestorePlan plan, SnapshotImage image, Future<SourceCheck> verdict)
      throws IOException {
    List<Staging> stagings = new ArrayList<>();
    try {
      for (Placement placement : plan.placements()) {
        stagings.add(Staging.begin(disk, placement.places()));
      }
      Built built;
      try {
        built = buildHidden(plan, image, stagings);
      } catch (CorruptException damage) {
        // What the copy stumbled over is told of the snapshot: its digest, if that is the cause.
        if (Waiting.on(verdict).digest() instanceof SnapshotImage.Digest.Invalid invalid) {
          return mismatch(invalid, image);
        }
        throw ofSource(damage, stagings.getFirst().build(), plan);
      }
      SourceCheck check = Waiting.on(verdict);
      return switch (check.digest()) {
        case SnapshotImage.Digest.Invalid invalid -> mismatch(invalid, image);
        case SnapshotImage.Digest.Valid _, SnapshotImage.Digest.Absent _ -> {
          for (Staging staging : stagings) {
            staging.publish();
          }
          yield new RestoreOutcome.Restored(
              new RestoreReport(
                  plan,
                  built.edited().snapshotRevision(),
                  built.edited().revision(),
                  built.dbBytes(),
                  Stream.concat(built.fitting().remarks().stream(), check.remarks().stream())
                      .toList()));
        }
      };
    } finally {
      closeAll(stagings);
    }
  }

  /// What stands in the hidden directories.
  private record Built(Fitting fitting, DbEdit.Edited edited, long dbBytes) {}

  private Built buildHidden(RestorePlan plan, SnapshotImage image, List<Staging> stagings)
      throws IOException {
    MemberDir first = stagings.getFirst().build();
    copyImage(image, plan, first);
    Fitting fitting;
    try (ReadTx tx = image.db().read()) {
      fitting = Fitting.of(tx, plan);
    }
    DbEdit.Edited edited = DbEdit.apply(disk, first.db(), plan, fitting);
    return new Built(fitting, edited, placeOthers(plan, stagings));
  }

  private static RestoreOutcome mismatch(
      SnapshotImage.Digest.Invalid invalid, SnapshotImage image) {
    return new RestoreOutcome.DigestMismatch(
        invalid.stored(), invalid.computed(), image.db().image().byteSize());
  }

  private static CorruptException ofSource(
      CorruptException damage, MemberDir built, RestorePlan plan) {
    String message = damage.getMessage() == null ? "damaged" : damage.getMessage();
    return new CorruptException(
        message.replace(built.db().toString(), plan.source().toString()),
        damage.hint().orElse("salvage what is readable with: fireweed salvage"));
  }

  private void copyImage(SnapshotImage image, RestorePlan plan, MemberDir target)
      throws IOException {
    try (DiskFile from = disk.openRead(plan.source());
        DiskFile to = disk.create(target.db())) {
      long size = image.db().image().byteSize();
      copy(from, to, size, new Counted("copying the snapshot", size));
    }
  }

  /// Copies the edited db of the first member to the others and writes every member's log, two at a
  /// time: while one waits for the disk the other one copies.
  private long placeOthers(RestorePlan plan, List<Staging> stagings) throws IOException {
    Path first = stagings.getFirst().build().db();
    long dbBytes;
    try (DiskFile db = disk.openRead(first)) {
      dbBytes = db.size();
    }
    Counted counted = new Counted("placing members", dbBytes * (stagings.size() - 1));
    try (ExecutorService workers = Executors.newFixedThreadPool(PLACED_AT_ONCE)) {
      List<Future<Void>> placed = new ArrayList<>();
      for (int i = 0; i < stagings.size(); i++) {
        MemberDir build = stagings.get(i).build();
        NewMember member = plan.placements().get(i).member();
        placed.add(
            workers.submit(
                () -> {
                  MemberLog.write(disk, build, plan, member);
                  if (!build.db().equals(first)) {
                    copyFile(first, build.db(), dbBytes, counted);
                  }
                  return null;
                }));
      }
      for (Future<Void> one : placed) {
        Waiting.on(one);
      }
    }
    return dbBytes;
  }

  private void copyFile(Path from, Path to, long size, Counted counted) throws IOException {
    try (DiskFile source = disk.openRead(from);
        DiskFile copy = disk.create(to)) {
      copy(source, copy, size, counted);
      copy.force();
    }
  }

  private void copy(DiskFile from, DiskFile to, long size, Counted counted) throws IOException {
    for (long at = 0; at < size; at += PIECE_BYTES) {
      long count = Math.min(PIECE_BYTES, size - at);
      from.copyTo(to, at, count);
      counted.add(count);
    }
  }

  /// Bytes of one step, counted by several threads.
  private final class Counted {
    private final String step;
    private final long total;
    private final AtomicLong done = new AtomicLong();

    Counted(String step, long total) {
      this.step = step;
      this.total = total;
    }

    void add(long count) {
      progress.update(step, done.addAndGet(count), total, Progress.Unit.BYTES);
    }
  }

  private static void closeAll(List<Staging> stagings) throws IOException {
    IOException trouble = null;
    for (Staging staging : stagings) {
      try {
        staging.close();
      } catch (IOException e) {
        if (trouble == null) {
          trouble = e;
        } else {
          trouble.addSuppressed(e);
        }
      }
    }
    if (trouble != null) {
      throw trouble;
    }
  }
}
