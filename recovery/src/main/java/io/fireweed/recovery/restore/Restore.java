package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.Draft;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.SnapshotImage;
import io.fireweed.format.schema.hash.KeyHistory;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.Waiting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// Builds the members of a new cluster from a snapshot: one build, any number of placements.
///
/// ```
/// thread 1   work out the change of the db; write the logs, change the copies, force them
/// thread 2   read the image once: to every member, and into the digest
/// thread 3   check every page and row
/// at last    move all members into place
/// ```
///
/// Nothing stands in its place before the snapshot is proven; whatever fails before that is removed
/// again. The snapshot is only read.
public final class Restore {
  private static final int OTHER_THREADS = 2;

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
      Target.requireFree(disk, placement.places());
    }
    try (SnapshotImage image = SnapshotImage.open(disk, plan.source())) {
      boolean unproven =
          plan.proof() == Proof.DIGEST && image.form() == SnapshotImage.Form.PLAIN_DB;
      if (unproven) {
        return new RestoreOutcome.DigestMissing();
      }
      try (ExecutorService others = Executors.newFixedThreadPool(OTHER_THREADS)) {
        return build(plan, image, others);
      }
    }
  }

  /// {@return what the plan would do} Nothing is written; the digest is not computed.
  ///
  /// @throws io.fireweed.format.fault.RefusedException if a place is taken
  /// @throws CorruptException if the snapshot is no db of etcd
  public RestorePreview preview(RestorePlan plan) throws IOException {
    for (Placement placement : plan.placements()) {
      Target.requireFree(disk, placement.places());
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

  private RestoreOutcome build(RestorePlan plan, SnapshotImage image, ExecutorService others)
      throws IOException {
    List<MemberDir> places = plan.placements().stream().map(Placement::places).toList();
    try (Publication publication = Publication.begin(disk, places)) {
      List<Path> dbs = publication.builds().stream().map(MemberDir::db).toList();
      long size = image.db().image().byteSize();
      try (ImageCopies copies = ImageCopies.create(disk, dbs, size, progress)) {
        Future<Bytes> digest = others.submit(() -> copies.fill(disk, plan.source()));
        Future<List<Remark>> content =
            others.submit(() -> SourceCheck.content(image, plan.proof()));
        return build(plan, image, new Work(publication, copies, digest, content));
      }
    }
  }

  /// What is under way.
  ///
  /// @param digest of the bytes that the copies got
  /// @param content what the rows of the snapshot are remarked on for
  private record Work(
      Publication publication,
      ImageCopies copies,
      Future<Bytes> digest,
      Future<List<Remark>> content) {}

  private RestoreOutcome build(RestorePlan plan, SnapshotImage image, Work work)
      throws IOException {
    Built built;
    try {
      built = edit(plan, image);
    } catch (CorruptException damage) {
      // What the edit stumbled over is told of the snapshot: its digest, if that is the cause.
      if (judge(plan, image, work) instanceof SnapshotImage.Digest.Invalid invalid) {
        return mismatch(invalid, image);
      }
      throw ofSource(damage);
    }
    return switch (judge(plan, image, work)) {
      case SnapshotImage.Digest.Invalid invalid -> mismatch(invalid, image);
      case SnapshotImage.Digest.Valid _, SnapshotImage.Digest.Absent _ -> {
        List<MemberDir> builds = work.publication().builds();
        for (int i = 0; i < builds.size(); i++) {
          MemberLog.write(disk, builds.get(i), plan, plan.placements().get(i).member());
        }
        work.copies().finish(built.draft());
        List<Remark> remarks = Waiting.on(work.content());
        work.publication().publish();
        yield new RestoreOutcome.Restored(
            new RestoreReport(
                plan,
                built.edited().snapshotRevision(),
                built.edited().revision(),
                built.draft().size(),
                Stream.concat(built.fitting().remarks().stream(), remarks.stream()).toList()));
      }
    };
  }

  /// The change of the db that every copy takes.
  private record Built(Fitting fitting, DbEdit.Edited edited, Draft draft) {}

  private static Built edit(RestorePlan plan, SnapshotImage image) throws IOException {
    Fitting fitting;
    try (ReadTx tx = image.db().read()) {
      fitting = Fitting.of(tx, plan);
    }
    Draft draft = new Draft(plan.source(), image.db().image());
    return new Built(fitting, DbEdit.apply(draft, plan, fitting), draft);
  }

  private static SnapshotImage.Digest judge(RestorePlan plan, SnapshotImage image, Work work)
      throws IOException {
    Bytes computed = Waiting.on(work.digest());
    return switch (plan.proof()) {
      case DIGEST -> image.judge(computed);
      case STRUCTURE -> new SnapshotImage.Digest.Absent();
    };
  }

  private static RestoreOutcome mismatch(
      SnapshotImage.Digest.Invalid invalid, SnapshotImage image) {
    return new RestoreOutcome.DigestMismatch(
        invalid.stored(), invalid.computed(), image.db().image().byteSize());
  }

  private static CorruptException ofSource(CorruptException damage) {
    return new CorruptException(
        damage.getMessage() == null ? "damaged" : damage.getMessage(),
        damage.hint().orElse("salvage what is readable with: fireweed salvage"));
  }
}
