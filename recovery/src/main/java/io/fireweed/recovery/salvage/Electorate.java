package io.fireweed.recovery.salvage;

import io.fireweed.format.raftlog.ConfState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// Whether the logs at hand are enough to know every acknowledged write.
///
/// An entry is acknowledged only after a quorum of voters has it on disk. Any two quorums share a
/// voter, so the best log of a quorum contains every acknowledged entry. In a joint configuration
/// both halves need their quorum.
///
/// Source: etcd raft v3.6.0, the leader completeness property.
public sealed interface Electorate {
  /// The cluster has one voter and its log is here: every intact entry was, or may be taken as,
  /// acknowledged.
  record SingleVoter(long voter) implements Electorate {}

  /// A quorum of logs is here.
  record Majority(List<Long> present, List<Long> absent) implements Electorate {
    public Majority {
      present = List.copyOf(present);
      absent = List.copyOf(absent);
    }
  }

  /// Fewer: acknowledged writes may be missing, and the tail may never have been acknowledged.
  record Minority(List<Long> present, List<Long> absent) implements Electorate {
    public Minority {
      present = List.copyOf(present);
      absent = List.copyOf(absent);
    }
  }

  /// The configuration is not in what survived.
  record Unknown() implements Electorate {}

  /// {@return whether the best log here must contain every acknowledged entry}
  default boolean proves() {
    return switch (this) {
      case SingleVoter _, Majority _ -> true;
      case Minority _, Unknown _ -> false;
    };
  }

  /// Judges who is there.
  ///
  /// @param configuration who votes; empty if nothing says so
  /// @param witnesses ids of members whose log is here, whole to its end
  static Electorate of(ConfState configuration, Collection<Long> witnesses) {
    // A damaged file may name a voter twice; it votes once.
    Set<Long> voters = Set.copyOf(configuration.voters());
    Set<Long> outgoing = Set.copyOf(configuration.votersOutgoing());
    if (voters.isEmpty()) {
      return new Unknown();
    }
    List<Long> present = new ArrayList<>();
    List<Long> absent = new ArrayList<>();
    List<Long> everyone = new ArrayList<>(voters);
    outgoing.stream().filter(id -> !voters.contains(id)).forEach(everyone::add);
    everyone.sort(Long::compareUnsigned);
    for (long id : everyone) {
      (witnesses.contains(id) ? present : absent).add(id);
    }
    boolean outgoingAgrees = outgoing.isEmpty() || hasQuorum(outgoing, witnesses);
    if (!hasQuorum(voters, witnesses) || !outgoingAgrees) {
      return new Minority(present, absent);
    }
    return everyone.size() == 1
        ? new SingleVoter(present.getFirst())
        : new Majority(present, absent);
  }

  private static boolean hasQuorum(Set<Long> voters, Collection<Long> witnesses) {
    long count = voters.stream().filter(witnesses::contains).count();
    return count >= voters.size() / 2 + 1;
  }
}
