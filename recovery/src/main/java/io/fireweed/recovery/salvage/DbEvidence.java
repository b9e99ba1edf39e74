package io.fireweed.recovery.salvage;

import io.fireweed.format.bbolt.Meta;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/// What a db file is worth as a state to start from. [DbTriage] decides it.
public sealed interface DbEvidence {
  Path path();

  /// There is no such file.
  record Absent(Path path) implements DbEvidence {}

  /// Neither the newest state nor the one before it is whole: pages contradict each other, or rows
  /// are such as etcd never writes.
  ///
  /// @param claimedIndex the highest raft index that a state of it names, 0 if none can be read: no
  ///     state to start from, but evidence of how far the log went
  /// @param damage the first findings, one line each
  record Damaged(Path path, long claimedIndex, List<String> damage) implements DbEvidence {
    public Damaged {
      damage = List.copyOf(damage);
    }
  }

  /// No index and no row of `key`: the member died before its first commit, or the file is new.
  ///
  /// What it reflects is the same as no db at all. It is no state to start from by itself, since
  /// the log of a restored member begins at entry 1 too, on top of what was restored.
  record Blank(Path path) implements DbEvidence {}

  /// A whole state, with every page and every row sound.
  ///
  /// @param meta which of the two states of the file it is
  /// @param index last raft entry it reflects
  /// @param term raft term of that entry, where the release stores it
  /// @param revision newest revision in the `key` bucket, 0 if it is empty
  /// @param members ids of the members it names, removed ones included
  /// @param damage why a newer state of the same file was passed over; empty if none was
  record Whole(
      Path path,
      Meta meta,
      long index,
      OptionalLong term,
      long revision,
      Set<Long> members,
      List<String> damage)
      implements DbEvidence {
    public Whole {
      members = Set.copyOf(members);
      damage = List.copyOf(damage);
    }
  }
}
