package io.fireweed.recovery.salvage;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wal.EntryCursor;
import io.fireweed.format.wal.LogPiece;
import io.fireweed.format.wal.WalFinding;
import io.fireweed.recovery.salvage.BaseCandidate.Lineage;
import io.fireweed.recovery.salvage.BaseCandidate.Source;
import io.fireweed.recovery.salvage.Survivor.KnownVoters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// Brings the survivors together: one cluster, its best log, its voters, its bases.
///
/// @param survivors in the order given
/// @param snapshot an older db snapshot, if one was given
public record Inquest(Disk disk, List<Survivor> survivors, Optional<DbEvidence.Whole> snapshot) {
  public Inquest {
    survivors = List.copyOf(survivors);
    survivors.forEach(Inquest::requireOneClusterWithin);
    requireOneCluster(survivors);
  }

  /// {@return what a plan is made from}
  public SalvagePlan.Evidence evidence() throws IOException {
    List<LogFragment> fragments = fragments();
    long certain = survivors.stream().mapToLong(Survivor::certainIndex).max().orElse(0);
    Set<Long> witnesses = new TreeSet<>();
    for (Survivor survivor : survivors) {
      if (survivor.isWitness()) {
        survivor.memberId().ifPresent(witnesses::add);
      }
    }
    ConfState voters = votersAtTheEnd(fragments);
    requireStatesOfThisCluster(voters);
    return new SalvagePlan.Evidence(fragments, bases(), certain, Electorate.of(voters, witnesses));
  }

  /// {@return the piece of a log that a fragment stands for}
  LogPiece piece(LogFragment fragment) {
    LogEvidence.Present log = presentLog(survivors.get(fragment.member())).orElseThrow();
    int index = log.fragments(fragment.member()).indexOf(fragment);
    return log.pieces().get(index);
  }

  private List<LogFragment> fragments() {
    List<LogFragment> fragments = new ArrayList<>();
    for (Survivor survivor : survivors) {
      presentLog(survivor).ifPresent(log -> fragments.addAll(log.fragments(survivor.number())));
    }
    return fragments;
  }

  private List<BaseCandidate> bases() {
    List<BaseCandidate> bases = new ArrayList<>();
    for (Survivor survivor : survivors) {
      for (DbEvidence.Whole db : survivor.wholeDbs()) {
        if (db.index() > 0 || mayBeginEmpty()) {
          bases.add(
              new BaseCandidate(
                  new Source.MemberDb(survivor.number(), db),
                  db.index(),
                  db.term(),
                  settledTerm(survivor, db)));
        }
      }
    }
    snapshot.ifPresent(
        db ->
            bases.add(
                new BaseCandidate(
                    new Source.Snapshot(db, lineage()),
                    db.index(),
                    db.term(),
                    BaseCandidate.NOT_SETTLED)));
    if (mayBeginEmpty()) {
      bases.add(new BaseCandidate(new Source.EmptyStore(), 0, OptionalLong.empty(), 0));
    }
    return bases;
  }

  /// The term in which a member knew that the last entry of its db is committed. It applies no
  /// entry
  /// before its log says so; a log that ends before the db has lost the record.
  private static long settledTerm(Survivor survivor, DbEvidence.Whole db) {
    return presentLog(survivor)
        .flatMap(log -> log.survey().hardState())
        .filter(state -> Long.compareUnsigned(state.commit(), db.index()) >= 0)
        .map(HardState::term)
        .orElse(BaseCandidate.NOT_SETTLED);
  }

  private Lineage lineage() {
    return survivors.stream()
            .flatMap(survivor -> presentLog(survivor).stream())
            .anyMatch(LogEvidence.Present::beginsWithARestore)
        ? Lineage.IN_DOUBT
        : Lineage.SAME;
  }

  /// The log of a restored member begins at entry 1 too, but on top of what was restored.
  private boolean mayBeginEmpty() {
    List<LogEvidence.Present> logs =
        survivors.stream().flatMap(survivor -> presentLog(survivor).stream()).toList();
    return !logs.isEmpty() && logs.stream().noneMatch(LogEvidence.Present::beginsWithARestore);
  }

  /// The voters after the last entry of the best log: the newest configuration that a file names
  /// and this log confirms, and the changes behind it.
  private ConfState votersAtTheEnd(List<LogFragment> fragments) throws IOException {
    Optional<LogFragment> best = fragments.stream().max(Comparator.comparing(LogFragment::end));
    if (best.isEmpty()) {
      return votersOfTheNewestFile();
    }
    LogChain chain = LogChain.endingWith(best.get(), fragments);
    List<KnownVoters> known = new ArrayList<>();
    if (chain.first() == 1) {
      known.add(new KnownVoters(LogPosition.START, ConfState.EMPTY));
    }
    survivors.forEach(survivor -> known.addAll(survivor.knownVoters()));
    Optional<KnownVoters> start =
        known.stream()
            .filter(point -> isOn(chain, point.at()))
            .max(Comparator.comparing(KnownVoters::at));
    if (start.isEmpty()) {
      return votersOfTheNewestFile();
    }
    return replay(start.get(), chain);
  }

  private static boolean isOn(LogChain chain, LogPosition at) {
    boolean meets = chain.first() <= at.index() + 1 && at.index() <= chain.last();
    OptionalLong there = chain.termAt(at.index());
    return meets && (there.isEmpty() || there.getAsLong() == at.term());
  }

  private ConfState votersOfTheNewestFile() {
    return survivors.stream()
        .flatMap(survivor -> survivor.knownVoters().stream())
        .max(Comparator.comparing(KnownVoters::at))
        .map(KnownVoters::voters)
        .orElse(ConfState.EMPTY);
  }

  private ConfState replay(KnownVoters start, LogChain chain) throws IOException {
    Set<Long> changed = new TreeSet<>();
    for (Survivor survivor : survivors) {
      presentLog(survivor)
          .ifPresent(log -> log.changes().forEach(change -> changed.add(change.index())));
    }
    ConfState voters = start.voters();
    for (LogChain.Stretch stretch : chain.stretches()) {
      LogPiece piece = piece(stretch.fragment());
      for (long index : changed) {
        if (index > start.at().index() && stretch.first() <= index && index <= stretch.last()) {
          voters = after(voters, piece, index);
        }
      }
    }
    return voters;
  }

  private ConfState after(ConfState voters, LogPiece piece, long index) throws IOException {
    try (EntryCursor cursor = piece.read(disk, index, index)) {
      return cursor.next() ? voters.after(cursor.entry()) : voters;
    }
  }

  private static Optional<LogEvidence.Present> presentLog(Survivor survivor) {
    return survivor.log() instanceof LogEvidence.Present present
        ? Optional.of(present)
        : Optional.empty();
  }

  /// A segment of another cluster has other entries under the same indexes, and perhaps the same
  /// terms, so nothing would keep them apart.
  private static void requireOneClusterWithin(Survivor survivor) {
    presentLog(survivor).stream()
        .flatMap(log -> log.survey().findings().stream())
        .filter(WalFinding.MetadataConflict.class::isInstance)
        .map(WalFinding.MetadataConflict.class::cast)
        .filter(conflict -> conflict.expected().clusterId() != conflict.found().clusterId())
        .findFirst()
        .ifPresent(
            conflict -> {
              throw new RefusedException(
                  conflict.message() + ", so segments of two clusters are mixed",
                  "move the segments of the other cluster away; etcd names its cluster when it"
                      + " starts");
            });
  }

  private static void requireOneCluster(List<Survivor> survivors) {
    Optional<Survivor> first = Optional.empty();
    for (Survivor survivor : survivors) {
      if (presentLog(survivor).isEmpty()) {
        continue;
      }
      if (first.isPresent() && clusterId(first.get()) != clusterId(survivor)) {
        throw new RefusedException(
            survivor.place().dataDir()
                + ": expected a member of cluster "
                + Long.toHexString(clusterId(first.get()))
                + " as "
                + first.get().place().dataDir()
                + " is, found cluster "
                + Long.toHexString(clusterId(survivor)),
            "give the directories of one cluster only");
      }
      first = first.isPresent() ? first : Optional.of(survivor);
    }
  }

  /// Indexes of two clusters mean nothing to each other, so a state that comes without a log of its
  /// own must at least name a member that a log knows.
  private void requireStatesOfThisCluster(ConfState voters) {
    Set<Long> known = new TreeSet<>(voters.voters());
    List<DbEvidence.Whole> states = new ArrayList<>(snapshot.stream().toList());
    for (Survivor survivor : survivors) {
      if (survivor.memberId().isEmpty()) {
        states.addAll(survivor.wholeDbs());
      }
      survivor.memberId().ifPresent(known::add);
      survivor.knownVoters().forEach(point -> known.addAll(point.voters().voters()));
    }
    for (DbEvidence.Whole state : states) {
      boolean comparable = !known.isEmpty() && !state.members().isEmpty();
      if (comparable && Collections.disjoint(known, state.members())) {
        throw new RefusedException(
            state.path()
                + ": expected a state of the cluster whose logs are here, found members "
                + hex(state.members())
                + " of which no log knows any",
            "give a snapshot of this cluster: its logs know members " + hex(known));
      }
    }
  }

  private static String hex(Set<Long> ids) {
    return String.join(", ", ids.stream().map(Long::toHexString).sorted().toList());
  }

  private static long clusterId(Survivor survivor) {
    return presentLog(survivor).orElseThrow().metadata().clusterId();
  }
}
