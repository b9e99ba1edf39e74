package io.fireweed.server.log;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.raft.Ready;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a log must hold: a list of entries behind the last received snapshot, and the state.
///
/// @param floor index of that snapshot
/// @param snapshot index of the newest snapshot, received or own
public record LogModel(
    long floor, long floorTerm, List<Entry> entries, HardState state, long snapshot) {
  static final ConfState MEMBERS = ConfState.ofVoters(List.of(1L));
  static final LogModel NEW = new LogModel(0, 0, List.of(), new HardState(0, 0, 0), 0);

  public LogModel {
    entries = List.copyOf(entries);
  }

  long last() {
    return floor + entries.size();
  }

  long termAt(long index) {
    return index == floor ? floorTerm : entries.get((int) (index - floor - 1)).term();
  }

  List<Entry> after(long index) {
    return entries.subList((int) (index - floor), entries.size());
  }

  LogModel append(List<Entry> more) {
    if (more.isEmpty()) {
      return this;
    }
    int keep = (int) (more.getFirst().index() - floor - 1);
    List<Entry> next = new ArrayList<>(entries.subList(0, keep));
    next.addAll(more);
    return new LogModel(floor, floorTerm, next, state, snapshot);
  }

  LogModel with(HardState next) {
    return new LogModel(floor, floorTerm, entries, next, snapshot);
  }

  LogModel withSnapshot(long index) {
    return new LogModel(floor, floorTerm, entries, state, index);
  }

  LogModel after(Ready ready) {
    LogModel next =
        ready
            .snapshot()
            .map(
                taken -> new LogModel(taken.index(), taken.term(), List.of(), state, taken.index()))
            .orElse(this)
            .append(ready.entries());
    return ready.hardState().map(next::with).orElse(next);
  }

  /// {@return every log that a crash inside this append may leave}
  List<LogModel> within(Ready ready) {
    List<LogModel> possible = new ArrayList<>(List.of(this, after(ready)));
    if (ready.snapshot().isEmpty()) {
      for (int i = 1; i <= ready.entries().size(); i++) {
        possible.add(append(ready.entries().subList(0, i)));
      }
    }
    return possible;
  }

  /// {@return whether `log` holds this, as far as its newest snapshot leaves it to the log}
  boolean isIn(DurableLog log) {
    long start = log.snapshot().map(RaftSnapshot::index).orElse(0L);
    if (start < floor || start > last() || log.lastIndex() != last()) {
      return false;
    }
    List<Entry> found =
        log.lastIndex() == start
            ? List.of()
            : log.entries(start + 1, log.lastIndex() + 1, Long.MAX_VALUE);
    return found.equals(after(start))
        && log.term(start) == (start == 0 ? 0 : termAt(start))
        && log.hardState().term() == state.term()
        && log.hardState().vote() == state.vote()
        && log.hardState().commit() <= state.commit()
        && log.hardState().commit() >= start;
  }

  public static Ready ready(
      Optional<RaftSnapshot> snapshot, List<Entry> entries, Optional<HardState> to) {
    return new Ready(
        Optional.empty(),
        to,
        entries,
        snapshot,
        List.of(),
        List.of(),
        List.of(),
        !entries.isEmpty() || to.isPresent());
  }
}
