package io.fireweed.server.state;

import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.storage.backend.Backend;
import io.fireweed.storage.backend.DirectBackend;
import io.fireweed.storage.membership.MemberStore;
import io.fireweed.storage.membership.RaftConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/// What a db says of its place in the log, and of the cluster; read without a change to it.
///
/// @param index of the last entry that it reflects, 0 if it does not say
/// @param term of that entry, 0 if it does not say
/// @param confState who votes after it
/// @param members the ids in its rows of members
public record StoredPlace(long index, long term, ConfState confState, Set<Long> members) {
  /// Of a db that is not there.
  private static final StoredPlace NONE = new StoredPlace(0, 0, ConfState.EMPTY, Set.of());

  public StoredPlace {
    members = Set.copyOf(members);
  }

  /// Reads a db, which may be absent.
  ///
  /// @throws io.fireweed.format.fault.CorruptException if a page or row that is needed is damaged
  /// @throws io.fireweed.format.fault.RefusedException if another program has it open
  public static StoredPlace read(Disk disk, Path path) throws IOException {
    if (!disk.exists(path)) {
      return NONE;
    }
    try (Db db = Db.open(disk, path, DbOptions.existing());
        DirectBackend backend = Backend.open(db);
        ReadTx tx = db.read()) {
      MetaRows meta = MetaRows.of(tx);
      MemberStore store = MemberStore.open(backend);
      Set<Long> members = new TreeSet<>();
      for (MemberRow member : store.members()) {
        members.add(member.id().value());
      }
      return new StoredPlace(
          meta.consistentIndex().orElse(0),
          meta.term().orElse(0),
          RaftConfiguration.open(backend, store.members()).state(),
          members);
    }
  }
}
