package io.fireweed.server.log;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wal.EntryCursor;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.StrictWal;
import io.fireweed.format.wal.WalContents;
import io.fireweed.format.wal.WalContinuation;
import io.fireweed.format.wal.WalLocks;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wal.WalSurvey;
import io.fireweed.format.wal.WalWriter;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.log.MemoryStorage;
import io.fireweed.raft.log.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A member's log as it stands on the disk: locked and read, and not changed before [#open].
///
/// Who still may refuse to start looks at it in this form, so that a refused start leaves
/// everything as it was. Not for use by several threads.
public final class StandingLog implements AutoCloseable {
  private static final int READ_AT_ONCE = 1024;

  private final Disk disk;
  private final MemberDir member;
  private final LogOptions options;
  private final WalLocks locks;
  private final DurableMark mark;
  private final WalContinuation found;
  private final MemoryStorage memory;
  private boolean isHandedOver;

  private StandingLog(
      Disk disk,
      MemberDir member,
      LogOptions options,
      WalLocks locks,
      DurableMark mark,
      WalContinuation found,
      MemoryStorage memory) {
    this.disk = disk;
    this.member = member;
    this.options = options;
    this.locks = locks;
    this.mark = mark;
    this.found = found;
    this.memory = memory;
  }

  /// Reads the log of a member that has one, and refuses what [DurableLog#open] refuses.
  public static StandingLog find(Disk disk, MemberDir member, LogOptions options)
      throws IOException {
    WalLocks locks = WalLocks.acquire(disk, member.walDir());
    Optional<DurableMark> opened = Optional.empty();
    try {
      DurableMark mark = DurableMark.open(disk, member);
      opened = Optional.of(mark);
      WalContinuation found = WalContinuation.examine(disk, member.walDir(), mark::check);
      MemoryStorage memory =
          read(found.view(disk), member.walDir(), start(disk, member, found.survey()));
      return new StandingLog(disk, member, options, locks, mark, found, memory);
    } catch (IOException | RuntimeException trouble) {
      try (locks) {
        if (opened.isPresent()) {
          opened.get().close();
        }
        throw trouble;
      }
    }
  }

  private static Optional<RaftSnapshot> start(Disk disk, MemberDir member, WalSurvey survey)
      throws IOException {
    List<SnapshotPoint> points = survey.validSnapshots();
    Optional<RaftSnapshot> file = new SnapFiles(disk, member.snapDir()).newest(points);
    if (file.isPresent() || survey.segments().getFirst().name().index() == 0) {
      return file;
    }
    return points.reversed().stream()
        .flatMap(
            point ->
                point.confState().stream()
                    .map(
                        members ->
                            new RaftSnapshot(Bytes.EMPTY, members, point.index(), point.term())))
        .findFirst();
  }

  private static MemoryStorage read(Disk disk, Path walDir, Optional<RaftSnapshot> snapshot)
      throws IOException {
    MemoryStorage memory = new MemoryStorage();
    snapshot.ifPresent(memory::install);
    SnapshotPoint start =
        snapshot.map(at -> SnapshotPoint.of(at.index(), at.term())).orElse(SnapshotPoint.START);
    WalContents contents = StrictWal.read(disk, walDir, start).contents();
    List<Entry> piece = new ArrayList<>();
    try (EntryCursor cursor = contents.entries(disk)) {
      while (cursor.next()) {
        piece.add(cursor.entry());
        if (piece.size() == READ_AT_ONCE) {
          memory.append(piece);
          piece.clear();
        }
      }
    }
    memory.append(piece);
    contents.hardState().ifPresent(memory::store);
    return memory;
  }

  /// {@return whose log this is}
  public WalMetadata metadata() {
    return found.metadata();
  }

  /// {@return what it holds}
  public Storage storage() {
    return memory;
  }

  /// {@return every entry that the files still have, to be closed}
  public EntryCursor entries() throws IOException {
    Disk view = found.view(disk);
    return StrictWal.read(view, member.walDir(), SnapshotPoint.START).contents().entries(view);
  }

  /// Repairs a torn tail, and opens the log for writing. After this it is no longer this one's to
  /// close.
  public OpenLog open() throws IOException {
    WalContinuation.Completed whole = found.complete(disk);
    WalWriter writer =
        WalWriter.open(
            disk, member.walDir(), whole.end(), options.dialect(), options.segmentBytes(), locks);
    isHandedOver = true;
    DurableLog log =
        new DurableLog(disk, member, options, whole.end().metadata(), writer, mark, memory);
    try {
      writer.releaseTo(memory.snapshot().map(RaftSnapshot::index).orElse(0L));
      return new OpenLog(log, whole.repair());
    } catch (IOException | RuntimeException trouble) {
      try (log) {
        throw trouble;
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (!isHandedOver) {
      try (locks;
          mark) {
        isHandedOver = true;
      }
    }
  }
}
