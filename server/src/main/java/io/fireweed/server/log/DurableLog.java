package io.fireweed.server.log;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.fault.ConflictException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wal.SegmentName;
import io.fireweed.format.wal.SnapshotPoint;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wal.WalPosition;
import io.fireweed.format.wal.WalWriter;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.Ready;
import io.fireweed.raft.log.MemoryStorage;
import io.fireweed.raft.log.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A member's log on its disk, with the part that the core may still ask for in memory.
///
/// After an [IOException] nobody knows what is durable, so the log refuses everything but
/// [#close()]; opening it again tells. Not for use by several threads.
public final class DurableLog implements Storage, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DurableLog.class);

  private final Disk disk;
  private final MemberDir member;
  private final LogOptions options;
  private final WalMetadata metadata;
  private final SnapFiles snapFiles;
  private final WalWriter writer;
  private final DurableMark mark;
  private final MemoryStorage memory;
  private Optional<ConfState> begun = Optional.empty();
  private long snapshotIndex;
  private boolean broken;

  DurableLog(
      Disk disk,
      MemberDir member,
      LogOptions options,
      WalMetadata metadata,
      WalWriter writer,
      DurableMark mark,
      MemoryStorage memory) {
    this.disk = disk;
    this.member = member;
    this.options = options;
    this.metadata = metadata;
    this.snapFiles = new SnapFiles(disk, member.snapDir());
    this.writer = writer;
    this.mark = mark;
    this.memory = memory;
    this.snapshotIndex = memory.snapshot().map(RaftSnapshot::index).orElse(0L);
  }

  /// Makes the log of a new member, which appears whole or not at all, and opens it.
  ///
  /// @param first its first entries, committed without a vote: the members of the new cluster
  /// @throws ConflictException if the member has one
  /// @throws io.fireweed.format.fault.RefusedException if its mark tells that it had one
  public static DurableLog create(
      Disk disk, MemberDir member, WalMetadata metadata, List<Entry> first, LogOptions options)
      throws IOException {
    Path walDir = member.walDir().toAbsolutePath();
    DurableMark.requireNone(disk, member);
    if (disk.kind(walDir) == FileKind.DIRECTORY && disk.list(walDir).isEmpty()) {
      disk.deleteTree(walDir); // An operator may have made it; the log appears in its place, whole.
    }
    if (disk.exists(walDir)) {
      throw new ConflictException(walDir + ": no log expected, found this one");
    }
    disk.createDirectories(member.snapDir());
    Path draft = walDir.resolveSibling(walDir.getFileName() + ".tmp");
    disk.deleteTree(draft);
    try (WalWriter writer =
        WalWriter.create(disk, draft, metadata, options.dialect(), options.segmentBytes())) {
      if (!first.isEmpty()) {
        Entry last = first.getLast();
        writer.save(first, new HardState(last.term(), 0, last.index()));
      }
    }
    disk.rename(draft, walDir);
    disk.forceDirectory(holder(walDir));
    return open(disk, member, options).log();
  }

  /// Opens the log of a member that has one, repairing a torn tail.
  ///
  /// @throws io.fireweed.format.fault.RefusedException if another program works on it, or if it has
  ///     damage that no truncation repairs, or ends before its mark; the hint names the program
  ///     that reads what is left
  /// @throws io.fireweed.format.fault.CorruptException if it is not whole otherwise
  /// @throws io.fireweed.format.fault.NotFoundException if there is none, or it does not go back to
  ///     any snapshot of the member
  public static OpenLog open(Disk disk, MemberDir member, LogOptions options) throws IOException {
    try (StandingLog found = StandingLog.find(disk, member, options)) {
      return found.open();
    }
  }

  /// {@return whose log this is}
  public WalMetadata metadata() {
    return metadata;
  }

  /// Begins at what the member's own state reflects, which may be more than was known to be
  /// committed when the log was last written: what is applied was committed.
  ///
  /// @param applied index of the last entry that the state reflects, in the log or right before it
  /// @param members at that index
  public void beginAt(long applied, ConfState members) {
    HardState known = memory.hardState();
    if (Long.compareUnsigned(known.commit(), applied) < 0) {
      memory.store(new HardState(known.term(), known.vote(), applied));
    }
    begun = Optional.of(members);
  }

  /// Replaces everything behind what is committed, which nobody was promised, by `entries`, and
  /// takes these for committed.
  ///
  /// @param entries in the present term; the first follows the committed ones
  public void overwrite(List<Entry> entries) throws IOException {
    requireWorking();
    broken = true;
    HardState known = memory.hardState();
    HardState next = new HardState(known.term(), known.vote(), entries.getLast().index());
    writer.save(entries, next);
    writer.force();
    memory.append(entries);
    memory.store(next);
    mark();
    broken = false;
  }

  /// Stores what the core hands out: a received snapshot, entries and the hard state.
  ///
  /// @throws IOException if that failed; the log is of no use any more
  /// @throws IllegalStateException if it failed before
  public void append(Ready ready) throws IOException {
    requireWorking();
    broken = true;
    if (ready.snapshot().isPresent()) {
      store(ready.snapshot().get());
    }
    List<Entry> entries = ready.entries();
    if (ready.hardState().isPresent()) {
      writer.save(entries, ready.hardState().get());
    } else if (!entries.isEmpty()) {
      writer.saveEntries(entries);
    }
    if (ready.snapshot().isPresent()) {
      RaftSnapshot received = ready.snapshot().get();
      writer.force();
      memory.install(received);
      snapshotIndex = Math.max(snapshotIndex, received.index());
      writer.releaseTo(received.index());
      purge();
    }
    memory.append(entries);
    ready.hardState().ifPresent(memory::store);
    mark();
    broken = false;
  }

  /// Records that the member's own state holds everything up to `index`; entries well before it
  /// are forgotten, files that nobody needs any more are deleted.
  ///
  /// @param index applied, and durable in the db
  /// @param members at that index
  /// @param data of the `.snap` file, which etcd up to 3.5 reads: the v2 store as JSON
  public void takeSnapshot(long index, ConfState members, Bytes data) throws IOException {
    requireWorking();
    if (index <= snapshotIndex) {
      return;
    }
    if (index > memory.hardState().commit() || index < memory.firstIndex() - 1) {
      throw new IllegalArgumentException(
          "snapshot expected at a committed index up to %d, found %d"
              .formatted(memory.hardState().commit(), index));
    }
    broken = true;
    store(new RaftSnapshot(data, members, index, memory.term(index)));
    memory.takeSnapshot(index, members, data);
    snapshotIndex = index;
    writer.releaseTo(index);
    long upTo = index - options.catchUpEntries();
    if (upTo >= memory.firstIndex()) {
      memory.compact(upTo);
      log.atInfo().addKeyValue("compact-index", upTo).log("compacted Raft logs");
    }
    mark();
    mark.force();
    purge();
    broken = false;
  }

  /// Makes everything durable that waits for the next synchronization: commit positions.
  public void force() throws IOException {
    requireWorking();
    broken = true;
    writer.force();
    mark();
    broken = false;
  }

  /// Says how far the log is durable, if that has changed. What is durable by then is all of it:
  /// commit positions, which may wait, do not move the end of what is durable.
  private void mark() throws IOException {
    WalPosition end = writer.durableEnd();
    if (!mark.isAt(end)) {
      mark.advance(new Mark(end, memory.hardState().term(), memory.lastIndex()));
    }
  }

  private void store(RaftSnapshot snapshot) throws IOException {
    snapFiles.write(snapshot, options.dialect());
    writer.saveSnapshot(
        new SnapshotPoint(snapshot.index(), snapshot.term(), Optional.of(snapshot.confState())));
  }

  /// Oldest first, each durably before the next, so that a crash leaves no gap between segments.
  private void purge() throws IOException {
    Optional<Long> oldest = snapFiles.purge(options.keptSnapshots());
    List<SegmentName> segments = new ArrayList<>();
    for (Path path : disk.list(member.walDir())) {
      SegmentName.find(String.valueOf(path.getFileName())).ifPresent(segments::add);
    }
    while (oldest.isPresent() && segments.size() > options.keptSegments()) {
      SegmentName first = segments.removeFirst();
      boolean isBefore = Long.compareUnsigned(segments.getFirst().index(), oldest.get()) <= 0;
      if (!isBefore || writer.holds(first)) {
        return;
      }
      disk.delete(member.walDir().resolve(first.fileName()));
      log.atInfo().addKeyValue("path", member.walDir().resolve(first.fileName())).log("purged");
      disk.forceDirectory(member.walDir());
    }
  }

  private void requireWorking() {
    if (broken) {
      throw new IllegalStateException(
          member.walDir() + ": a write failed before; open the log again");
    }
  }

  private static Path holder(Path directory) {
    Path holder = directory.getParent();
    if (holder == null) {
      throw new IllegalArgumentException(directory + " has no directory");
    }
    return holder;
  }

  @Override
  public HardState hardState() {
    return memory.hardState();
  }

  /// {@return the members that the core begins with}
  @Override
  public ConfState confState() {
    return begun.orElseGet(memory::confState);
  }

  @Override
  public long firstIndex() {
    return memory.firstIndex();
  }

  @Override
  public long lastIndex() {
    return memory.lastIndex();
  }

  @Override
  public long term(long index) {
    return memory.term(index);
  }

  @Override
  public List<Entry> entries(long from, long to, long maxBytes) {
    return memory.entries(from, to, maxBytes);
  }

  @Override
  public Optional<RaftSnapshot> snapshot() {
    return memory.snapshot();
  }

  /// Ends the use of the log and lets go of its locks; what waits is written unless a write failed.
  @Override
  public void close() throws IOException {
    try (DurableMark _ = mark) {
      if (broken) {
        writer.abandon();
      } else {
        writer.close();
        mark.force();
      }
    }
  }
}
