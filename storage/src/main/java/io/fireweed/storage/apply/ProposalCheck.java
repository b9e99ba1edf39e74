package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.bbolt.WriteBucket;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import java.util.Optional;

/// What must hold of a request before it may become an entry: that the entry can be applied. One
/// that cannot would end every member, at every start.
public final class ProposalCheck {
  private ProposalCheck() {}

  /// {@return why the request must not be proposed, or nothing}
  ///
  /// @param data an encoded `InternalRaftRequest`
  /// @throws io.fireweed.format.fault.CorruptException if the applier could not read it
  /// @throws io.fireweed.format.fault.UnsupportedException if it is of a kind it does not know
  public static Optional<EtcdError> refuse(Bytes data) {
    Command command = CommandDecoder.decode(new Entry(1, 1, EntryType.NORMAL, data)).command();
    boolean fits =
        switch (command) {
          case Command.UserAdd add -> isKey(add.name());
          case Command.RoleAdd(Bytes name) -> isKey(name);
          default -> true;
        };
    return fits ? Optional.empty() : Optional.of(EtcdError.INVALID_AUTH_MGMT);
  }

  /// Names are keys of the db.
  private static boolean isKey(Bytes name) {
    return name.length() <= WriteBucket.MAX_KEY_BYTES;
  }
}
