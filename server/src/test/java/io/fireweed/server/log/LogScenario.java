package io.fireweed.server.log;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Ready;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// The life of a member's log from a seed: appends, overwritten tails, commits, elections,
/// snapshots of its own and from a leader, and new starts.
final class LogScenario {
  static final MemberDir MEMBER = MemberDir.of(Path.of("/m"));
  static final WalMetadata METADATA = new WalMetadata(7, 8);
  private static final long SEGMENT_BYTES = 4096;

  final LogOptions options = new LogOptions(Dialect.EXPLICIT_ZEROS, SEGMENT_BYTES, 5, 2, 2);
  private final Disk disk;
  private final RandomGenerator random;
  private final boolean reopensAlways;
  private DurableLog log;

  /// What returned calls have promised.
  LogModel promised = LogModel.NEW;

  /// The append that has not returned.
  Optional<Ready> inFlight = Optional.empty();

  /// The index of the own snapshot that is being taken.
  Optional<Long> taking = Optional.empty();

  boolean isCreated;

  LogScenario(Disk disk, long seed, boolean reopensAlways) {
    this.disk = disk;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.reopensAlways = reopensAlways;
  }

  DurableLog log() {
    return log;
  }

  void run(int steps) throws IOException {
    log = DurableLog.create(disk, MEMBER, METADATA, List.of(), options);
    isCreated = true;
    for (int i = 0; i < steps; i++) {
      step();
      if (reopensAlways) {
        reopen();
      }
    }
    log.close();
  }

  void reopen() throws IOException {
    log.close();
    log = DurableLog.open(disk, MEMBER, options).log();
  }

  private void step() throws IOException {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3, 4 -> append(LogModel.ready(Optional.empty(), fresh(promised), commit()));
      case 5 -> append(LogModel.ready(Optional.empty(), List.of(), commit()));
      case 6 -> append(LogModel.ready(Optional.empty(), List.of(), Optional.of(nextTerm())));
      case 7 -> overwrite();
      case 8 -> receive();
      case 9, 10 -> takeSnapshot();
      default -> reopen();
    }
  }

  private void append(Ready ready) throws IOException {
    inFlight = Optional.of(ready);
    log.append(ready);
    inFlight = Optional.empty();
    promised = promised.after(ready);
  }

  private List<Entry> fresh(LogModel onto) {
    List<Entry> entries = new ArrayList<>();
    long term = Math.max(1, onto.state().term());
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      entries.add(entry(term, onto.last() + 1 + entries.size()));
    }
    return entries;
  }

  private Entry entry(long term, long index) {
    byte[] data = new byte[random.nextInt(4) == 0 ? random.nextInt(1500) : random.nextInt(40)];
    random.nextBytes(data);
    return new Entry(term, index, EntryType.NORMAL, Bytes.of(data));
  }

  /// A commit of anything that is stored already; now and then none.
  private Optional<HardState> commit() {
    HardState state = promised.state();
    long commit = state.commit() + random.nextLong(promised.last() - state.commit() + 1);
    return random.nextInt(5) == 0 && state.term() > 0
        ? Optional.empty()
        : Optional.of(new HardState(Math.max(1, state.term()), state.vote(), commit));
  }

  private HardState nextTerm() {
    HardState state = promised.state();
    return new HardState(state.term() + 1, random.nextInt(4), state.commit());
  }

  private void overwrite() throws IOException {
    long commit = Math.max(promised.state().commit(), promised.snapshot());
    if (commit == promised.last()) {
      return;
    }
    HardState state = nextTerm();
    long from = commit + 1 + random.nextLong(promised.last() - commit);
    append(
        LogModel.ready(Optional.empty(), List.of(entry(state.term(), from)), Optional.of(state)));
  }

  private void receive() throws IOException {
    HardState state = nextTerm();
    long index = promised.last() + random.nextLong(1, 20);
    RaftSnapshot received =
        new RaftSnapshot(Bytes.ofUtf8("{}"), LogModel.MEMBERS, index, state.term());
    HardState committed = new HardState(state.term(), state.vote(), index);
    List<Entry> more = random.nextBoolean() ? List.of() : List.of(entry(state.term(), index + 1));
    append(LogModel.ready(Optional.of(received), more, Optional.of(committed)));
  }

  private void takeSnapshot() throws IOException {
    long commit = promised.state().commit();
    if (commit > promised.snapshot()) {
      taking = Optional.of(commit);
      log.takeSnapshot(commit, LogModel.MEMBERS, Bytes.ofUtf8("{}"));
      taking = Optional.empty();
      promised = promised.withSnapshot(commit);
    }
  }
}
