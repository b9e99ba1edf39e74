package io.fireweed.raft;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.raft.message.LogMessage.Propose;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.progress.Configuration;
import io.fireweed.raft.progress.ConfigurationChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who belongs to the group: changes are proposed, committed like any entry, and act when applied.
///
/// At most one change is on its way: the leader turns others into empty entries, so that whoever
/// waits for theirs is answered. A joint configuration that leaves by itself is left by an entry
/// that the leader proposes once it has applied the change that entered it.
final class Membership {
  private final Core core;

  Membership(Core core) {
    this.core = core;
  }

  /// {@return `proposed`, with empty entries in place of changes that cannot be made now}
  List<Entry> admit(Role.Leader leader, List<Entry> proposed) {
    boolean hasChange = false;
    for (Entry entry : proposed) {
      hasChange |= entry.type() != EntryType.NORMAL;
    }
    if (!hasChange) {
      return proposed;
    }
    List<Entry> admitted = new ArrayList<>(proposed.size());
    long index = core.log().lastIndex();
    for (Entry entry : proposed) {
      index++;
      admitted.add(entry.type() == EntryType.NORMAL ? entry : admit(leader, entry, index));
    }
    return admitted;
  }

  private Entry admit(Role.Leader leader, Entry entry, long index) {
    Change change;
    try {
      change = new Change(entry, decode(entry));
    } catch (CorruptException unreadable) {
      return ignored("that cannot be read", String.valueOf(unreadable.getMessage()));
    }
    Optional<String> refusal = refusal(leader, change.asV2());
    if (refusal.isPresent() && !core.config().has(Switch.NO_CHANGE_VALIDATION)) {
      return ignored(change.describe(), refusal.get());
    }
    leader.changePendingAt(index);
    return entry;
  }

  private Entry ignored(String change, String reason) {
    core.info(
        "%x ignoring conf change %s at config %s: %s",
        core.id(), change, core.configuration().describe(), reason);
    return new Entry(0, 0, EntryType.NORMAL, Bytes.EMPTY);
  }

  /// No other change is on its way when this one may be, so what the configuration allows now it
  /// allows still when the change is applied; and what nobody can apply must not be committed.
  private Optional<String> refusal(Role.Leader leader, ConfChangeV2 change) {
    boolean leaves = change.changes().isEmpty();
    if (leader.pendingChangeIndex() > core.log().applied()) {
      return Optional.of(
          "possible unapplied conf change at index %d (applied to %d)"
              .formatted(leader.pendingChangeIndex(), core.log().applied()));
    }
    if (core.configuration().isJoint() && !leaves) {
      return Optional.of("must transition out of joint config first");
    }
    if (!core.configuration().isJoint() && leaves) {
      return Optional.of("not in joint state; refusing empty conf change");
    }
    return switch (ConfigurationChange.apply(core.configuration(), change)) {
      case ConfigurationChange.Outcome.Done _ -> Optional.empty();
      case ConfigurationChange.Outcome.Refused(String reason) -> Optional.of(reason);
    };
  }

  /// {@return what the data of a change says}
  ///
  /// @throws CorruptException if it says nothing
  static ConfChangeV2 decode(Entry entry) {
    Origin where = new Origin("entry " + entry.index(), 0);
    if (entry.type() == EntryType.CONF_CHANGE) {
      ConfChange single = ConfChange.decode(entry.data().segment(), where);
      return new ConfChangeV2(
          ConfChangeV2.AUTOMATIC,
          List.of(new ConfChangeV2.Single(single.type(), single.nodeId())),
          single.context());
    }
    return ConfChangeV2.decode(entry.data().segment(), where);
  }

  /// A committed change takes effect.
  ///
  /// @throws IllegalStateException if the configuration does not allow it
  void apply(ConfChangeV2 change) {
    switch (ConfigurationChange.apply(core.configuration(), change)) {
      case ConfigurationChange.Outcome.Done(Configuration next, Set<Long> restarted) ->
          switchTo(next, restarted);
      case ConfigurationChange.Outcome.Refused(String reason) ->
          throw new IllegalStateException(
              "committed configuration change cannot be applied: " + reason);
    }
  }

  /// Everything up to `index` is applied, `bytes` bytes more than before.
  void appliedTo(long index, long bytes) {
    long applied = Math.max(index, core.log().applied());
    core.log().appliedTo(applied, bytes);
    if (core.role() instanceof Role.Leader leader
        && core.configuration().autoLeave()
        && applied >= leader.pendingChangeIndex()) {
      leaveJoint();
    }
  }

  /// No data reads as an empty change, and can never be too much.
  private void leaveJoint() {
    Entry leave = new Entry(0, 0, EntryType.CONF_CHANGE_V2, Bytes.EMPTY);
    StepOutcome outcome = core.step(new Propose(core.id(), core.id(), List.of(leave)));
    String configuration = core.configuration().describe();
    if (outcome == StepOutcome.DONE) {
      core.info("initiating automatic transition out of joint configuration %s", configuration);
    } else {
      core.debug(
          "not initiating automatic transition out of joint configuration %s: %s",
          configuration, outcome.describe());
    }
  }

  /// The group consists of `next` from now on.
  void switchTo(Configuration next, Set<Long> restarted) {
    core.configure(next);
    core.info("%x switched to configuration %s", core.id(), next.describe());
    if (!(core.role() instanceof Role.Leader leader)) {
      return;
    }
    leader.progress().follow(next, restarted, Math.max(core.log().lastIndex(), 1));
    if (!next.quorum().contains(core.id())) {
      if (core.config().has(Switch.STEP_DOWN_ON_REMOVAL)) {
        core.election().becomeFollower(core.term(), Message.NOBODY);
      }
      return;
    }
    if (core.replication().commit(leader)) {
      core.replication().broadcast();
    } else {
      core.replication().sendNews(leader);
    }
    core.reads().releaseIfAlone(leader);
    if (leader.isTransferring() && !next.quorum().contains(leader.transferee())) {
      leader.abortTransfer();
    }
  }

  /// A proposed change, in either of its forms.
  private record Change(Entry entry, ConfChangeV2 asV2) {
    String describe() {
      if (entry.type() == EntryType.CONF_CHANGE) {
        ConfChangeV2.Single single = asV2.changes().getFirst();
        return member(single);
      }
      StringBuilder text = new StringBuilder("transition:").append(transition());
      asV2.changes()
          .forEach(single -> text.append(" changes:{").append(member(single)).append('}'));
      return text.toString();
    }

    private String transition() {
      return switch ((int) asV2.transition()) {
        case (int) ConfChangeV2.AUTOMATIC -> "ConfChangeTransitionAuto";
        case (int) ConfChangeV2.JOINT -> "ConfChangeTransitionJointImplicit";
        default -> "ConfChangeTransitionJointExplicit";
      };
    }

    private static String member(ConfChangeV2.Single single) {
      String type =
          switch (single.type()) {
            case ADD_NODE -> "ConfChangeAddNode";
            case REMOVE_NODE -> "ConfChangeRemoveNode";
            case UPDATE_NODE -> "ConfChangeUpdateNode";
            case ADD_LEARNER_NODE -> "ConfChangeAddLearnerNode";
          };
      return "type:" + type + " node_id:" + Long.toUnsignedString(single.nodeId());
    }
  }
}
