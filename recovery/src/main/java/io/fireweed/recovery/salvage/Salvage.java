package io.fireweed.recovery.salvage;

import io.fireweed.format.bbolt.CheckReport;
import io.fireweed.format.bbolt.Checker;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.bbolt.SnapshotSeal;
import io.fireweed.format.bbolt.SnapshotSink;
import io.fireweed.format.checksum.Sha256Trailer;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.AtomicFile;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.hash.StatusHash;
import io.fireweed.format.schema.hash.StatusVisitor;
import io.fireweed.format.wal.EntryCursor;
import io.fireweed.format.wire.Bytes;
import io.fireweed.recovery.Progress;
import io.fireweed.recovery.Waiting;
import io.fireweed.recovery.salvage.SalvageReport.Replayed;
import io.fireweed.storage.apply.Applier;
import io.fireweed.storage.apply.ApplyRules;
import io.fireweed.storage.auth.PasswordHasher;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Carries out a [SalvagePlan]: copies the base, replays the chain on the copy, reads the result
/// back, and publishes it as a db snapshot.
///
/// While it works, everything is in `.<output>.salvage` beside the output. That file takes the name
/// of the output when it is proven; it is removed after a failure, and replaced by the next attempt
/// if this one was killed.
public final class Salvage {
  /// Entries in one transaction of the copy.
  private static final int BATCH = 10_000;

  /// How far into a log the first cluster version is looked for.
  private static final long VERSION_SEARCH_ENTRIES = 10_000;

  private final Disk disk;
  private final PasswordHasher hasher;
  private final Progress progress;

  public Salvage(Disk disk, PasswordHasher hasher, Progress progress) {
    this.disk = disk;
    this.hasher = hasher;
    this.progress = progress;
  }

  /// Looks at everything that was given, without changing it.
  ///
  /// @param places data directories, at least one
  /// @param snapshot an older db snapshot
  public Inquest inquest(List<MemberDir> places, Optional<Path> snapshot) throws IOException {
    List<Survivor> survivors = new ArrayList<>();
    for (MemberDir place : places) {
      survivors.add(Survivor.look(disk, survivors.size(), place));
    }
    Optional<DbEvidence.Whole> older = Optional.empty();
    if (snapshot.isPresent()) {
      older = Optional.of(OlderSnapshot.require(disk, snapshot.get()));
    }
    return new Inquest(disk, survivors, older);
  }

  /// Writes the result.
  ///
  /// @throws FileAlreadyExistsException if the output exists
  public SalvageReport carryOut(Inquest inquest, SalvagePlan plan, Path output) throws IOException {
    if (disk.exists(output)) {
      throw new FileAlreadyExistsException(output.toString());
    }
    Path absolute = output.toAbsolutePath();
    Path work = absolute.resolveSibling("." + absolute.getFileName() + ".salvage");
    disk.delete(work);
    try {
      List<Replayed> replayed = rebuild(inquest, plan, work);
      Proven proven = prove(work);
      SnapshotSeal.close(disk, work, proven.digest());
      AtomicFile.publish(disk, work, absolute);
      return new SalvageReport(
          output,
          plan,
          inquest.survivors(),
          baseRevision(plan.base()),
          proven.status().revision(),
          replayed,
          proven.status(),
          proven.digest());
    } finally {
      disk.delete(work);
    }
  }

  private List<Replayed> rebuild(Inquest inquest, SalvagePlan plan, Path work) throws IOException {
    Optional<DbEvidence.Whole> base = plan.base().source().state();
    if (base.isPresent()) {
      copy(base.get(), work);
    }
    EtcdVersion version = version(inquest, plan, base);
    DbOptions options = base.isPresent() ? DbOptions.existing() : DbOptions.create();
    List<Replayed> replayed = new ArrayList<>();
    try (Db db = Db.open(disk, work, options.with(DbOptions.Durability.BY_CALLER));
        Applier applier = Applier.open(db, ApplyRules.of(version), hasher)) {
      for (LogChain.Stretch stretch : plan.replay().map(LogChain::stretches).orElse(List.of())) {
        replayed.add(replay(inquest, stretch, plan.limit(), applier));
      }
      applier.commit();
    }
    return replayed;
  }

  private Replayed replay(Inquest inquest, LogChain.Stretch stretch, long limit, Applier applier)
      throws IOException {
    long before = applier.revision();
    long inBatch = 0;
    try (EntryCursor cursor =
        inquest.piece(stretch.fragment()).read(disk, stretch.first(), stretch.last())) {
      while (cursor.next()) {
        applier.apply(cursor.entry());
        if (++inBatch == BATCH) {
          applier.commit();
          inBatch = 0;
          progress.update(
              "replaying entries", applier.consistentIndex(), limit, Progress.Unit.ITEMS);
        }
      }
    }
    return new Replayed(
        stretch.fragment().member(), stretch.first(), stretch.last(), before, applier.revision());
  }

  private EtcdVersion version(Inquest inquest, SalvagePlan plan, Optional<DbEvidence.Whole> base)
      throws IOException {
    Optional<EtcdVersion> version = Optional.empty();
    if (base.isPresent()) {
      try (DbFile file = DbFile.open(disk, base.get().path());
          ReadTx tx = file.readAt(base.get().meta())) {
        version = LogVersion.ofDb(tx);
      }
    }
    if (version.isEmpty() && plan.replay().isPresent()) {
      version = versionInLog(inquest, plan.replay().get());
    }
    return version.orElse(LogVersion.ASSUMED);
  }

  private Optional<EtcdVersion> versionInLog(Inquest inquest, LogChain chain) throws IOException {
    long until = chain.first() + VERSION_SEARCH_ENTRIES;
    for (LogChain.Stretch stretch : chain.stretches()) {
      long last = Math.min(stretch.last(), until);
      try (EntryCursor cursor =
          inquest.piece(stretch.fragment()).read(disk, stretch.first(), last)) {
        while (cursor.next()) {
          Optional<EtcdVersion> version = LogVersion.ofEntry(cursor.entry());
          if (version.isPresent()) {
            return version;
          }
        }
      }
    }
    return Optional.empty();
  }

  private void copy(DbEvidence.Whole base, Path work) throws IOException {
    try (DbFile source = DbFile.open(disk, base.path());
        ReadTx tx = source.readAt(base.meta());
        DiskFile target = disk.create(work)) {
      tx.copyTo(new Appender(target, tx.sizeBytes(), "copying the base"));
    }
  }

  /// What the finished image was found to be.
  private record Proven(StatusHash status, Bytes digest) {}

  /// Reads the finished image back, every page and row, not what was meant to be written. Meanwhile
  /// one thread computes its digest, and one waits for the device to take it.
  private Proven prove(Path work) throws IOException {
    SnapshotSeal.trim(disk, work);
    try (DbFile image = DbFile.open(disk, work);
        ExecutorService others = Executors.newFixedThreadPool(2)) {
      Future<Bytes> digest = others.submit(() -> Sha256Trailer.of(image.image()));
      Future<Path> forced = others.submit(() -> force(work));
      StatusHash status = readBack(image);
      Waiting.on(forced);
      return new Proven(status, Waiting.on(digest));
    }
  }

  private Path force(Path work) throws IOException {
    try (DiskFile file = disk.openWrite(work)) {
      file.force();
      return work;
    }
  }

  private static StatusHash readBack(DbFile image) {
    try (ReadTx tx = image.read();
        StatusVisitor visitor = new StatusVisitor(image.path().toString())) {
      CheckReport report = Checker.check(tx, visitor);
      if (!report.isClean()) {
        throw new CorruptException(
            image.path() + ": read back after writing: " + report.findings().getFirst().message(),
            "the disk may be failing: write to another one");
      }
      return visitor.finish(tx.sizeBytes());
    }
  }

  private static long baseRevision(BaseCandidate base) {
    return base.source().state().map(DbEvidence.Whole::revision).orElse(0L);
  }

  /// Writes what it is given one after the other.
  private final class Appender implements SnapshotSink {
    private final DiskFile file;
    private final long total;
    private final String step;
    private long position;

    Appender(DiskFile file, long total, String step) {
      this.file = file;
      this.total = total;
      this.step = step;
    }

    @Override
    public void write(MemorySegment bytes) throws IOException {
      long size = bytes.byteSize();
      long piece = 64 << 20;
      for (long at = 0; at < size; at += piece) {
        long length = Math.min(piece, size - at);
        file.write(bytes.asSlice(at, length).asByteBuffer(), position);
        position += length;
        progress.update(step, position, total, Progress.Unit.BYTES);
      }
    }
  }
}
