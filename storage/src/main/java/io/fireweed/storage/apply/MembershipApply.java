package io.fireweed.storage.apply;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.schema.DowngradeRow;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.MemberAttributes;
import io.fireweed.format.schema.MemberChange;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.storage.apply.ApplyResult.MemberEvent;
import io.fireweed.storage.backend.Backend;
import io.fireweed.storage.membership.MemberStore;
import io.fireweed.storage.membership.MemberStore.Depth;
import io.fireweed.storage.membership.RaftConfiguration;
import java.util.Optional;

/// Members that come, change and go, and the cluster's version.
final class MembershipApply {
  private final ApplyRules rules;
  private final Backend backend;
  private final MemberStore members;
  private final RaftConfiguration configuration;

  /// What a change came to: refused, or an event.
  private record Outcome(Optional<EtcdError> refused, MemberEvent event) {}

  MembershipApply(
      ApplyRules rules, Backend backend, MemberStore members, RaftConfiguration configuration) {
    this.rules = rules;
    this.backend = backend;
    this.members = members;
    this.configuration = configuration;
  }

  /// @param index of the entry, for messages
  ApplyResult apply(Command.Cluster command, long index) {
    return switch (command) {
      case Command.MemberChange(ConfChange change) -> change(change, Depth.ROWS, index);
      case Command.MemberChanges(ConfChangeV2 change) -> changes(change, Depth.ROWS, index);
      case Command.SetAttributes(MemberId member, MemberAttributes attributes) ->
          members
              .setAttributes(member, attributes, Depth.ROWS)
              .<ApplyResult>map(ApplyResult.Rejected::new)
              .orElseGet(() -> new ApplyResult.AttributesSet(member));
      case Command.SetClusterVersion(Bytes text) -> setClusterVersion(text, index);
      case Command.SetDowngrade(String target) -> {
        DowngradeRow row =
            new DowngradeRow(
                target,
                target.isEmpty() ? DowngradeRow.State.DISABLED : DowngradeRow.State.ENABLED);
        members.setDowngrade(row);
        yield new ApplyResult.DowngradeSet(row);
      }
    };
  }

  /// Takes note of a change that the db reflects already.
  void remember(Command.Cluster command, long index) {
    switch (command) {
      case Command.MemberChange(ConfChange change) -> {
        ApplyResult _ = change(change, Depth.MEMORY, index);
      }
      case Command.MemberChanges(ConfChangeV2 change) -> {
        ApplyResult _ = changes(change, Depth.MEMORY, index);
      }
      case Command.SetAttributes _, Command.SetClusterVersion _, Command.SetDowngrade _ -> {}
    }
  }

  private ApplyResult setClusterVersion(Bytes text, long index) {
    EtcdVersion version = EtcdVersion.decode(text.segment(), "cluster version", where(index));
    members.setClusterVersion(version);
    return new ApplyResult.ClusterVersionSet(version);
  }

  private ApplyResult changes(ConfChangeV2 change, Depth depth, long index) {
    ApplyResult result = new ApplyResult.Unchanged();
    for (ConfChangeV2.Single single : change.changes()) {
      ConfChange one = new ConfChange(0, single.type(), single.nodeId(), change.context());
      result = change(one, depth, index);
    }
    return result;
  }

  private ApplyResult change(ConfChange change, Depth depth, long index) {
    MemberId id = new MemberId(change.nodeId());
    Outcome outcome =
        switch (change.type()) {
          case ADD_NODE, ADD_LEARNER_NODE -> add(context(change, index), depth);
          case REMOVE_NODE -> new Outcome(members.remove(id, depth), MemberEvent.REMOVED);
          case UPDATE_NODE ->
              new Outcome(
                  members.update(context(change, index).member(), depth), MemberEvent.UPDATED);
        };
    if (outcome.refused().isPresent()) {
      return new ApplyResult.Rejected(outcome.refused().get());
    }
    configuration.apply(change.type(), id);
    if (depth == Depth.ROWS && rules.writesTermAndConfState()) {
      configuration.save(backend);
    }
    return new ApplyResult.MembershipChanged(id, outcome.event(), configuration.state());
  }

  private Outcome add(MemberChange change, Depth depth) {
    MemberRow member = change.member();
    if (change.intent() == MemberChange.Intent.PROMOTE) {
      return new Outcome(members.promote(member.id(), depth), MemberEvent.PROMOTED);
    }
    return new Outcome(
        members.add(member, depth),
        member.role() == MemberRow.Role.LEARNER ? MemberEvent.LEARNER_ADDED : MemberEvent.ADDED);
  }

  private static MemberChange context(ConfChange change, long index) {
    MemberChange context = MemberChange.decode(change.context().segment(), where(index));
    if (context.member().id().value() != change.nodeId()) {
      throw new CorruptException(
          where(index).name()
              + ": member of the configuration change expected "
              + Long.toHexString(change.nodeId())
              + ", found "
              + context.member().id());
    }
    return context;
  }

  private static Origin where(long index) {
    return new Origin("entry " + Long.toUnsignedString(index), 0);
  }
}
