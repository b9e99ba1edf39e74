package io.fireweed.server.log;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.AtomicFile;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wal.SegmentReport;
import io.fireweed.format.wal.WalPosition;
import io.fireweed.format.wal.WalSurvey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `member/durable.mark`: how far a log reaches at least. No log can know its own end; with this
/// one that ends too early is told from one that is whole.
///
/// | offset | size | field | meaning |
/// |---|---|---|---|
/// | 0 | 52 | slot 0 | a [Mark] of even count |
/// | 4096 | 52 | slot 1 | a [Mark] of odd count |
///
/// All other bytes are zero; the file has 8,192. Writes alternate between the slots, so one that is
/// torn leaves the other, which says a little less.
///
/// It is written after the log was synchronized, so it never says too much; it is synchronized
/// itself only with segments, snapshots and at the end, so after a power cut it may say less than
/// it could. The end of a program costs it nothing.
///
/// Source: this project; etcd 3.4.23 to 3.5.30 ignore the file.
final class DurableMark implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DurableMark.class);
  private static final int SLOT_BYTES = 4096;

  private final Disk disk;
  private final MemberDir member;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(Mark.BYTES);
  private Optional<DiskFile> file;
  private Optional<Mark> newest = Optional.empty();
  private long count;
  private long forcedSeq = -1;

  private DurableMark(Disk disk, MemberDir member, Optional<DiskFile> file) {
    this.disk = disk;
    this.member = member;
    this.file = file;
  }

  /// Opens the mark of a member, which may have none. The caller holds the locks of its log.
  ///
  /// @throws RefusedException if there is one that says nothing any more
  static DurableMark open(Disk disk, MemberDir member) throws IOException {
    if (!disk.exists(member.durableMark())) {
      return new DurableMark(disk, member, Optional.empty());
    }
    DiskFile file = disk.openWrite(member.durableMark());
    try {
      Mark.Slot newest =
          Stream.of(slot(file, 0), slot(file, 1))
              .flatMap(Optional::stream)
              .max(Comparator.comparingLong(Mark.Slot::count))
              .orElseThrow(() -> damaged(member));
      DurableMark mark = new DurableMark(disk, member, Optional.of(file));
      mark.newest = Optional.of(newest.mark());
      mark.count = newest.count();
      return mark;
    } catch (IOException | RuntimeException trouble) {
      try (file) {
        throw trouble;
      }
    }
  }

  private static Optional<Mark.Slot> slot(DiskFile file, int number) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Mark.BYTES);
    long offset = (long) number * SLOT_BYTES;
    int count = 0;
    while (bytes.hasRemaining() && count >= 0) {
      count = file.read(bytes, offset + bytes.position());
    }
    return Mark.decode(bytes.flip());
  }

  /// Refuses to begin anew where a log has been.
  ///
  /// @throws RefusedException if the member has a mark
  static void requireNone(Disk disk, MemberDir member) throws IOException {
    if (disk.exists(member.durableMark())) {
      throw new RefusedException(
          "%s stands without its log: segments expected in %s, found none"
              .formatted(member.durableMark(), member.walDir()),
          salvage(member) + "; to begin anew: remove " + member.durableMark());
    }
  }

  /// Refuses a log that ends before this mark.
  ///
  /// In one of a higher term another program has gone on, after it had dropped what was there; then
  /// there is nothing left to bring back from it, and that is only told.
  ///
  /// @throws RefusedException if acknowledged entries may be missing
  void check(WalSurvey survey) {
    if (newest.isEmpty()) {
      return;
    }
    Mark mark = newest.get();
    Optional<WalPosition> end = end(survey.segments());
    if (end.isPresent() && end.get().compareTo(mark.end()) >= 0) {
      return;
    }
    if (survey.hardState().map(HardState::term).orElse(0L) > mark.term()) {
      LOG.atWarn()
          .addKeyValue("mark", mark)
          .addKeyValue("log", end.map(WalPosition::toString).orElse("no segment"))
          .log("another program has dropped the end of the log and gone on");
      return;
    }
    throw new RefusedException(
        ("%s: a log durable up to %s expected in %s, found its end at %s;"
                + " what was acknowledged is missing")
            .formatted(
                member.durableMark(),
                mark,
                member.walDir(),
                end.map(at -> "entry %d at %s".formatted(survey.log().lastIndex(), at))
                    .orElse("no segment")),
        salvage(member));
  }

  private static Optional<WalPosition> end(List<SegmentReport> segments) {
    return segments.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new WalPosition(segments.getLast().name().seq(), segments.getLast().endOffset()));
  }

  /// {@return whether the last mark says that the log is durable up to `end`, no more, no less}
  boolean isAt(WalPosition end) {
    return newest.isPresent() && newest.get().end().equals(end);
  }

  /// Says how far the log is durable now. This is durable itself if a segment was begun, else when
  /// [#force()] says so; a program's end does not harm it.
  void advance(Mark next) throws IOException {
    count++;
    if (file.isEmpty()) {
      file = Optional.of(create(next));
    } else {
      next.encode(count, buffer);
      file.get().write(buffer, count % 2 * SLOT_BYTES);
    }
    newest = Optional.of(next);
    if (next.end().seq() != forcedSeq) {
      force();
    }
  }

  private DiskFile create(Mark first) throws IOException {
    try (AtomicFile draft = AtomicFile.create(disk, member.durableMark())) {
      draft.file().truncate(2L * SLOT_BYTES);
      for (int slot = 0; slot < 2; slot++) {
        first.encode(count + slot, buffer);
        draft.file().write(buffer, (count + slot) % 2 * SLOT_BYTES);
      }
      count++;
      draft.publish();
    }
    return disk.openWrite(member.durableMark());
  }

  void force() throws IOException {
    if (file.isPresent()) {
      file.get().forceData();
      forcedSeq = newest.map(mark -> mark.end().seq()).orElse(-1L);
    }
  }

  private static RefusedException damaged(MemberDir member) {
    return new RefusedException(
        member.durableMark() + ": at least one whole slot of two expected, found none",
        salvage(member)
            + "; if the log is known to be whole, by another member or by fireweed verify: remove "
            + member.durableMark());
  }

  private static String salvage(MemberDir member) {
    return "to bring back what can be proven: fireweed salvage "
        + member.dataDir()
        + " --output FILE";
  }

  @Override
  public void close() throws IOException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
