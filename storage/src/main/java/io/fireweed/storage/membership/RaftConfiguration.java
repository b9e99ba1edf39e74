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
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Who votes, as raft sees it, and its row in the `meta` bucket.
///
/// Raft does not look at members: adding a voter that is a learner promotes it, adding a learner
/// that votes demotes it, and an update changes nothing.
///
/// Source: raft 3.6.0, simple configuration changes.
public final class RaftConfiguration {
  private final TreeSet<Long> voters = new TreeSet<>(Long::compareUnsigned);
  private final TreeSet<Long> learners = new TreeSet<>(Long::compareUnsigned);

  private RaftConfiguration() {}

  /// {@return the configuration in the `confState` row or, without one, that of the members}
  public static RaftConfiguration open(Backend backend, Collection<MemberRow> members) {
    RaftConfiguration configuration = new RaftConfiguration();
    Origin where =
        new Origin(backend.origin(EtcdBucket.META).name() + ": " + MetaKey.CONF_STATE.label(), 0);
    Optional<ConfState> stored =
        backend
            .bucket(EtcdBucket.META)
            .find(MetaKey.CONF_STATE.bytes())
            .map(value -> ConfStateRow.decode(value, where).state());
    if (stored.isPresent()) {
      configuration.voters.addAll(stored.get().voters());
      configuration.learners.addAll(stored.get().learners());
    } else {
      for (MemberRow member : members) {
        configuration.set(member.id(), member.role());
      }
    }
    return configuration;
  }

  public void apply(ConfChangeType type, MemberId id) {
    switch (type) {
      case ADD_NODE -> set(id, MemberRow.Role.VOTER);
      case ADD_LEARNER_NODE -> set(id, MemberRow.Role.LEARNER);
      case REMOVE_NODE -> {
        voters.remove(id.value());
        learners.remove(id.value());
      }
      case UPDATE_NODE -> {}
    }
  }

  private void set(MemberId id, MemberRow.Role role) {
    (role == MemberRow.Role.VOTER ? learners : voters).remove(id.value());
    (role == MemberRow.Role.VOTER ? voters : learners).add(id.value());
  }

  /// {@return the configuration, ids ascending}
  public ConfState state() {
    return new ConfState(List.copyOf(voters), List.copyOf(learners), List.of(), List.of(), false);
  }

  /// Writes the row.
  public void save(Backend backend) {
    backend
        .bucket(EtcdBucket.META)
        .put(MetaKey.CONF_STATE.bytes(), new ConfStateRow(state()).value());
  }
}
