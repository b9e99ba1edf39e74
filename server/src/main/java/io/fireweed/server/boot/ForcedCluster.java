package io.fireweed.server.boot;

import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.log.LogOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// `--force-new-cluster`: the last member that is left becomes a cluster of its own.
///
/// What is not known to be committed is dropped; etcd also drops what a member that was alone had
/// acknowledged since its last state record, this one does not. Then entries remove every other
/// member, and add this one if it was none. Data, ids and leases stay.
final class ForcedCluster {
  private static final List<String> NOWHERE = List.of("http://localhost:2380");

  private ForcedCluster() {}

  /// {@return the entries that leave the log's member alone; none, if it is}
  ///
  /// @param committed behind which they stand
  /// @param now the members there
  static List<Entry> entries(DurableLog log, long committed, ConfState now, LogOptions options) {
    long self = log.metadata().nodeId();
    long term = log.hardState().term();
    TreeSet<Long> others = new TreeSet<>(Long::compareUnsigned);
    others.addAll(now.voters());
    others.addAll(now.votersOutgoing());
    others.addAll(now.learners());
    List<ConfChange> changes = new ArrayList<>();
    if (!now.voters().contains(self)) {
      MemberRow row = MemberRow.voter(new MemberId(self), NOWHERE, "");
      changes.add(new ConfChange(0, ConfChangeType.ADD_NODE, self, row.value()));
    }
    for (long other : others) {
      if (other != self) {
        changes.add(new ConfChange(0, ConfChangeType.REMOVE_NODE, other, Bytes.EMPTY));
      }
    }
    List<Entry> entries = new ArrayList<>();
    for (ConfChange change : changes) {
      long index = committed + 1 + entries.size();
      entries.add(new Entry(term, index, EntryType.CONF_CHANGE, change.encode(options.dialect())));
    }
    return entries;
  }
}
