package io.fireweed.format.wal;

import io.fireweed.format.wal.LogPiece.Beginning;
import io.fireweed.format.wal.WalFinding.HoleKind;
import io.fireweed.format.wal.WalRecord.EntryRecord;
import io.fireweed.format.wal.WalRecord.SnapshotRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Turns records in file order into the effective log.
///
/// Rules, `last` being the last entry so far:
///
/// | next record | effect |
/// |---|---|
/// | entry `last + 1` | appended |
/// | entry `k <= last` | entries from `k` on are replaced (a later leader's log) |
/// | entry `k > last + 1` | gap: a new piece |
/// | snapshot `s <= last` | none |
/// | snapshot `s > last` | jump: a new piece behind `s` |
///
/// After a hole an entry joins the piece before it only if nothing can be missing between them:
/// either it is the very first entry after the base, or it is `last + 1` *and of the same term*. By
/// raft's log matching, the leader of that term had the same entry at `last`, so nothing that
/// overwrites `last` can hide in the hole.
final class LogBuilder {
  static final int MAX_RUNS = 1 << 16;

  /// Damage that was passed, until an entry shows what it cost.
  record Hole(RecordPlace place, HoleKind kind, String detail, Optional<RecordPlace> resume) {}

  private final Findings findings;
  private final List<LogPiece> pieces = new ArrayList<>();
  private Optional<Hole> hole = Optional.empty();
  private Optional<SnapshotPoint> newestPoint = Optional.empty();

  private Beginning beginning = Beginning.LOG;
  private Optional<SnapshotPoint> base = Optional.empty();
  private long first = 1;
  private long last;
  private boolean anchored;
  private List<EntryRun> runs = new ArrayList<>();
  private List<TermSpan> terms = new ArrayList<>();
  private Optional<EntryRun> run = Optional.empty();
  private long runLast;
  private int runTotal;

  LogBuilder(Findings findings) {
    this.findings = findings;
  }

  /// Tells where the first segment begins by its name.
  void begin(SegmentName name) {
    last = name.index() == 0 ? 0 : name.index() - 1;
    first = last + 1;
    anchored = name.equals(SegmentName.FIRST);
    base = anchored ? Optional.of(SnapshotPoint.START) : Optional.empty();
  }

  /// {@return whether the limits of this class are exceeded}
  boolean isFull() {
    return runTotal > MAX_RUNS || terms.size() > MAX_RUNS || pieces.size() > MAX_RUNS;
  }

  /// Notes damage; later damage before the next entry adds to the same hole.
  void hole(Hole found) {
    closeRun();
    hole =
        hole.isEmpty()
            ? Optional.of(found)
            : hole.map(
                h -> new Hole(h.place(), h.kind(), h.detail(), found.resume().or(h::resume)));
  }

  /// Notes that verified records go on at `place`.
  void resume(RecordPlace place) {
    hole =
        hole.map(
            h ->
                h.resume().isPresent()
                    ? h
                    : new Hole(h.place(), h.kind(), h.detail(), Optional.of(place)));
  }

  /// The next frame is not reached by reading on from the one before.
  void closeRun() {
    run.ifPresent(open -> runs.add(open.upTo(runLast)));
    run = Optional.empty();
  }

  void entry(EntryRecord record, int seedCrc, Optional<Frame> undone) {
    long index = record.index();
    boolean empty = last < first;
    if (hole.isPresent()) {
      afterHole(record, empty);
    } else if (empty && !anchored && base.isEmpty() && pieces.isEmpty()) {
      startAt(record, index);
    } else if (Long.compareUnsigned(index, last + 1) > 0) {
      findings.add(new WalFinding.IndexGap(record.place(), last, index));
      newPiece(Beginning.GAP, baseBefore(index), index);
    } else if (base.isPresent() && Long.compareUnsigned(index, base.get().index()) <= 0) {
      return;
    } else if (index != last + 1) {
      overwrite(record.place(), index);
    }
    append(record, seedCrc, undone);
  }

  void snapshot(SnapshotRecord record) {
    SnapshotPoint point = record.point();
    newestPoint = Optional.of(point);
    if (hole.isPresent()) {
      return;
    }
    if (point.index() == last && last < first && base.isEmpty()) {
      base = Optional.of(point);
      anchored = true;
    } else if (Long.compareUnsigned(point.index(), last) > 0) {
      findings.add(new WalFinding.SnapshotJump(record.place(), last, point));
      newPiece(Beginning.SNAPSHOT, Optional.of(point), point.index() + 1);
    }
  }

  /// {@return the index of the last entry of the current piece}
  long lastIndex() {
    return last;
  }

  List<LogPiece> finish() {
    if (hole.isPresent()) {
      Hole open = hole.get();
      findings.add(
          open.resume().isPresent()
              ? new WalFinding.RecordsAfterHole(
                  open.place(),
                  open.kind(),
                  open.detail(),
                  open.resume().get(),
                  last,
                  OptionalLong.empty(),
                  false)
              : new WalFinding.DamagedTail(open.place(), open.kind(), open.detail()));
    }
    pieces.add(current());
    return pieces;
  }

  private void afterHole(EntryRecord record, boolean empty) {
    long index = record.index();
    boolean firstOfAll = base.isPresent() && empty && index == last + 1;
    boolean sameTerm = !empty && index == last + 1 && terms.getLast().term() == record.term();
    boolean joined = firstOfAll || sameTerm;
    Hole passed = hole.orElseThrow();
    findings.add(
        new WalFinding.RecordsAfterHole(
            passed.place(),
            passed.kind(),
            passed.detail(),
            passed.resume().orElse(record.place()),
            last,
            OptionalLong.of(index),
            joined));
    hole = Optional.empty();
    if (joined) {
      return;
    }
    if (empty && base.isEmpty() && pieces.isEmpty()) {
      first = index;
      last = index - 1;
    } else {
      newPiece(Beginning.GAP, baseBefore(index), index);
    }
  }

  private Optional<SnapshotPoint> baseBefore(long index) {
    return newestPoint.filter(point -> point.index() == index - 1);
  }

  private void startAt(EntryRecord record, long index) {
    if (Long.compareUnsigned(index, first) > 0) {
      findings.add(
          new WalFinding.MisnamedSegment(
              record.place().file(),
              "first entry expected at most "
                  + Long.toUnsignedString(first)
                  + " as the name says, found "
                  + Long.toUnsignedString(index)));
    }
    first = index;
    last = index - 1;
  }

  private void overwrite(RecordPlace place, long index) {
    findings.add(new WalFinding.Overwritten(place, index, last));
    closeRun();
    while (!runs.isEmpty() && runs.getLast().firstIndex() >= index) {
      runs.removeLast();
    }
    if (!runs.isEmpty() && runs.getLast().lastIndex() >= index) {
      runs.add(runs.removeLast().upTo(index - 1));
    }
    while (!terms.isEmpty() && terms.getLast().firstIndex() >= index) {
      terms.removeLast();
    }
    last = index - 1;
    if (index < first) {
      first = index;
    }
  }

  private void append(EntryRecord record, int seedCrc, Optional<Frame> undone) {
    long index = record.index();
    RecordPlace place = record.place();
    if (terms.isEmpty() || terms.getLast().term() != record.term()) {
      if (!terms.isEmpty() && Long.compareUnsigned(record.term(), terms.getLast().term()) < 0) {
        findings.add(
            new WalFinding.TermBackwards(place, index, terms.getLast().term(), record.term()));
      }
      terms.add(new TermSpan(record.term(), index));
    }
    if (run.isPresent() && !run.get().file().equals(place.file())) {
      closeRun();
    }
    if (run.isEmpty()) {
      run = Optional.of(new EntryRun(place.file(), place.offset(), seedCrc, index, index, undone));
      runTotal++;
    }
    runLast = index;
    last = index;
    if (undone.isPresent()) {
      closeRun();
    }
  }

  private void newPiece(Beginning next, Optional<SnapshotPoint> nextBase, long nextFirst) {
    pieces.add(current());
    beginning = next;
    base = nextBase;
    first = nextFirst;
    last = nextFirst - 1;
    anchored = true;
    runs = new ArrayList<>();
    terms = new ArrayList<>();
  }

  private LogPiece current() {
    closeRun();
    return new LogPiece(beginning, base, first, last, runs, terms);
  }
}
