package io.fireweed.format.wal;

import io.fireweed.format.disk.Disk;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The log with which a restored member starts, byte for byte as `snapshot restore` writes it.
///
/// With N members in ascending unsigned order of their ids, in one segment:
///
/// | record | content |
/// |---|---|
/// | crc | 0 |
/// | metadata | the member's own id, the cluster id |
/// | snapshot | index 0, term 0 |
/// | N entries | type 1, term 1, index i: add member i, context its JSON |
/// | state | term 1, vote for the first member, commit N |
/// | snapshot | index N, term 1, configuration of N voters (not in 3.4) |
///
/// Limit: [#MAX_MEMBERS] members.
///
/// Source: directories restored by etcd 3.4.23, 3.5.30, 3.6.14 and 3.7.1.
public final class RestoreWal {
  /// More members than this are a mistake; etcd advises seven at most.
  public static final int MAX_MEMBERS = 999;

  private static final long TERM = 1;

  private RestoreWal() {}

  /// One member of the restored cluster.
  ///
  /// @param json `{"id":..,"peerURLs":[..],"name":".."}` exactly as Go writes it
  public record Member(long id, Bytes json) {}

  /// What the log says.
  ///
  /// @param members in any order, ids distinct
  public record Recipe(long nodeId, long clusterId, List<Member> members, RestoreRelease release) {
    public Recipe {
      members = members.stream().sorted((a, b) -> Long.compareUnsigned(a.id(), b.id())).toList();
      if (members.isEmpty() || members.size() > MAX_MEMBERS) {
        throw new IllegalArgumentException(
            "members expected 1 to " + MAX_MEMBERS + ", found " + members.size());
      }
      if (members.stream().mapToLong(Member::id).distinct().count() != members.size()) {
        throw new IllegalArgumentException("member ids expected distinct, found " + members);
      }
    }

    /// {@return the configuration after the last entry}
    public ConfState confState() {
      return ConfState.ofVoters(members.stream().map(Member::id).toList());
    }

    /// {@return the position after the last entry}
    public SnapshotPoint point() {
      Optional<ConfState> confState =
          switch (release) {
            case V3_4 -> Optional.empty();
            case V3_5, V3_6, V3_7 -> Optional.of(confState());
          };
      return new SnapshotPoint(members.size(), TERM, confState);
    }
  }

  /// Writes the log into a directory that must not exist yet, or be empty.
  public static void write(Disk disk, Path walDir, Recipe recipe) throws IOException {
    Dialect dialect = recipe.release().dialect();
    List<Entry> entries = new ArrayList<>();
    for (Member member : recipe.members()) {
      ConfChange change = new ConfChange(0, ConfChangeType.ADD_NODE, member.id(), member.json());
      entries.add(
          new Entry(TERM, entries.size() + 1, EntryType.CONF_CHANGE, change.encode(dialect)));
    }
    long vote = recipe.members().getFirst().id();
    WalMetadata metadata = new WalMetadata(recipe.nodeId(), recipe.clusterId());
    try (WalWriter writer = WalWriter.create(disk, walDir, metadata, dialect)) {
      writer.save(entries, new HardState(TERM, vote, entries.size()));
      writer.saveSnapshot(recipe.point());
    }
  }
}
