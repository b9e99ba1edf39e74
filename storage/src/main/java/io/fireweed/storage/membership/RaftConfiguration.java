package io.fireweed.storage.membership;

import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.schema.ConfStateRow;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.wire.Origin;
import io.fireweed.storage.backend.Backend;
import java.util.Collection;
import java.util.Optional;

/// Who votes, as raft sees it, and its row in the `meta` bucket.
public final class RaftConfiguration {
  private ConfState state;

  private RaftConfiguration(ConfState state) {
    this.state = state;
  }

  /// {@return the configuration in the `confState` row or, without one, that of the members}
  public static RaftConfiguration open(Backend backend, Collection<MemberRow> members) {
    Origin where =
        new Origin(backend.origin(EtcdBucket.META).name() + ": " + MetaKey.CONF_STATE.label(), 0);
    Optional<ConfState> stored =
        backend
            .bucket(EtcdBucket.META)
            .find(MetaKey.CONF_STATE.bytes())
            .map(value -> ConfStateRow.decode(value, where).state());
    return new RaftConfiguration(stored.orElseGet(() -> ofMembers(members)));
  }

  private static ConfState ofMembers(Collection<MemberRow> members) {
    ConfState state = ConfState.EMPTY;
    for (MemberRow member : members) {
      ConfChangeType type =
          switch (member.role()) {
            case VOTER -> ConfChangeType.ADD_NODE;
            case LEARNER -> ConfChangeType.ADD_LEARNER_NODE;
          };
      state = state.after(type, member.id().value());
    }
    return state;
  }

  public void apply(ConfChangeType type, MemberId id) {
    state = state.after(type, id.value());
  }

  /// {@return the configuration, ids ascending}
  public ConfState state() {
    return state;
  }

  /// Writes the row.
  public void save(Backend backend) {
    backend
        .bucket(EtcdBucket.META)
        .put(MetaKey.CONF_STATE.bytes(), new ConfStateRow(state()).value());
  }
}
