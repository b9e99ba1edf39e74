package io.fireweed.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.trace.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// One log in three places, stored, being written and not handed out yet, reads as the one list
/// that it is, whatever is appended, contradicted, committed, compacted or replaced, and however
/// late the disk answers.
class RaftLogPropertyTest {
  private static final int EVENTS = 150;

  @Test
  void theLogDoesWhatAListDoes() {
    SeededRandom.check(
        2_000,
        random -> {
          Run run = new Run(random);
          for (int i = 0; i < EVENTS; i++) {
            run.event();
            run.compare();
          }
        });
  }

  /// What the disk shall write, and what it will say in the term that asked for it.
  private record Write(
      long term, LogPosition last, List<Entry> entries, Optional<RaftSnapshot> snapshot) {}

  private static final class Run {
    private final Random random;
    private final MemoryStorage storage = new MemoryStorage();
    private final RaftLog log;
    private final ModelLog model = new ModelLog(LogPosition.ORIGIN);
    private final Deque<Write> toWrite = new ArrayDeque<>();
    private final Deque<Write> written = new ArrayDeque<>();
    private final Deque<List<Entry>> applying = new ArrayDeque<>();
    private long term = 1;
    private long committed;
    private long handedOut;
    private long applied;

    Run(Random random) {
      this.random = random;
      this.log = new RaftLog(storage, Trace.SILENT, 40 + random.nextInt(200));
    }

    void event() {
      switch (random.nextInt(11)) {
        case 0, 1 -> append();
        case 10 -> term++;
        case 2 -> contradict();
        case 3 -> handOut();
        case 4, 5 -> write();
        case 6 -> confirm();
        case 7 -> commit();
        case 8 -> apply();
        default -> {
          if (random.nextInt(4) == 0) {
            restore();
          } else {
            compact();
          }
        }
      }
    }

    private void append() {
      List<Entry> more = ModelLog.entries(random, model.last() + 1, term, 1 + random.nextInt(6));
      log.append(more);
      model.overlay(more);
    }

    /// A new leader sends entries, some of which may be there already; of its term there are none.
    private void contradict() {
      if (model.term(model.last()) == term || random.nextBoolean()) {
        term++;
      }
      long previous = committed + random.nextLong(model.last() - committed + 1);
      long known = random.nextLong(model.last() - previous + 1);
      List<Entry> sent = new ArrayList<>();
      if (known > 0) {
        sent.addAll(model.between(previous + 1, previous + 1 + known));
      }
      sent.addAll(ModelLog.entries(random, previous + known + 1, term, random.nextInt(5)));
      long upTo = previous + sent.size();
      assertThat(log.matches(model.term(previous), previous)).isTrue();
      assertThat(log.appendAfter(previous, sent, 0)).isEqualTo(upTo);
      model.overlay(sent);
    }

    private void handOut() {
      List<Entry> entries = log.nextUnstable();
      Optional<RaftSnapshot> snapshot = log.nextSnapshot();
      LogPosition last = log.hasUnstable() ? log.last() : LogPosition.ORIGIN;
      assertThat(log.hasNextUnstable()).isEqualTo(!entries.isEmpty());
      boolean asksAgain = log.hasUnstable() && random.nextBoolean();
      if (!entries.isEmpty() || snapshot.isPresent() || asksAgain) {
        toWrite.addLast(new Write(term, last, entries, snapshot));
        log.acceptUnstable();
      }
      assertThat(log.nextUnstable()).isEmpty();
      assertThat(log.nextSnapshot()).isEmpty();
    }

    private void write() {
      if (!toWrite.isEmpty()) {
        Write work = toWrite.removeFirst();
        work.snapshot().ifPresent(storage::install);
        storage.append(work.entries());
        written.addLast(work);
      }
    }

    private void confirm() {
      if (!written.isEmpty()) {
        Write done = written.removeFirst();
        if (done.term() == term && done.last().index() > 0) {
          log.stableTo(done.last());
        }
        done.snapshot()
            .ifPresent(
                snapshot -> {
                  log.stableSnapshotTo(snapshot.index());
                  applied = Math.max(applied, snapshot.index());
                  log.appliedTo(applied, 0);
                });
      }
    }

    private void commit() {
      long index = random.nextLong(model.last() + 1);
      log.commitTo(index);
      committed = Math.max(committed, index);
    }

    private void apply() {
      if (random.nextBoolean() && !applying.isEmpty()) {
        List<Entry> done = applying.removeFirst();
        applied = Math.max(applied, done.getLast().index());
        log.appliedTo(applied, EntrySizes.encoded(done));
        return;
      }
      List<Entry> next = log.nextCommitted(false);
      assertThat(log.hasNextCommitted(false)).isEqualTo(!next.isEmpty());
      if (next.isEmpty()) {
        return;
      }
      assertThat(next.getFirst().index()).isEqualTo(handedOut + 1);
      handedOut = next.getLast().index();
      assertThat(handedOut).isLessThanOrEqualTo(committed);
      assertThat(next).isEqualTo(model.between(next.getFirst().index(), handedOut + 1));
      assertThat(storage.entries(next.getFirst().index(), handedOut + 1, RaftLog.NO_LIMIT))
          .as("only what is durable here is applied")
          .isEqualTo(next);
      log.acceptApplying(handedOut, EntrySizes.encoded(next), false);
      applying.addLast(next);
      if (handedOut < Math.min(committed, firstUnstable() - 1)) {
        assertThat(log.hasNextCommitted(false)).as("a limit was reached").isFalse();
      }
    }

    private long firstUnstable() {
      return Long.parseLong(log.describe().replaceAll(".*unstable.offset=(\\d+),.*", "$1"));
    }

    private void compact() {
      if (log.hasUnstableSnapshot() || applied < storage.firstIndex()) {
        return;
      }
      long index = storage.firstIndex() + random.nextLong(applied - storage.firstIndex() + 1);
      storage.takeSnapshot(index, ConfState.EMPTY, Bytes.EMPTY);
      storage.compact(index);
      model.compact(index);
    }

    private void restore() {
      term++;
      long index = committed + 1 + random.nextInt(10);
      RaftSnapshot snapshot = new RaftSnapshot(Bytes.EMPTY, ConfState.EMPTY, index, term);
      log.restore(snapshot);
      model.restart(new LogPosition(term, index));
      committed = index;
      handedOut = index;
    }

    void compare() {
      assertThat(log.firstIndex()).isEqualTo(model.first());
      assertThat(log.lastIndex()).isEqualTo(model.last());
      assertThat(log.committed()).isEqualTo(committed);
      assertThat(log.applied()).isEqualTo(applied);
      for (long index = model.first() - 1; index <= model.last() + 1; index++) {
        assertThat(log.term(index)).as("term at %d", index).isEqualTo(model.term(index));
      }
      List<Entry> all = model.between(model.first(), model.last() + 1);
      assertThat(log.entriesFrom(model.first(), RaftLog.NO_LIMIT)).isEqualTo(all);
      long maxBytes = random.nextInt(150);
      assertThat(log.entriesFrom(model.first(), maxBytes))
          .isEqualTo(ModelLog.limited(all, maxBytes));
      long index = random.nextLong(model.last() + 3);
      long asked = random.nextLong(term + 2);
      assertThat(log.lastNotAfter(index, asked)).isEqualTo(model.lastNotAfter(index, asked));
    }
  }
}
