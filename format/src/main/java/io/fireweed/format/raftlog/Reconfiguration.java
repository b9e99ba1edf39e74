package io.fireweed.format.raftlog;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The arithmetic of membership changes: a configuration on its way to the next one.
///
/// | change | effect |
/// |---|---|
/// | one member | acts at once: voter and learner trade places, a removal leaves neither |
/// | several, or a transition asked for | joint: today's voters become the outgoing half as well |
/// | automatic and empty | leaves the joint configuration; waiting learners become learners |
///
/// In a joint configuration an outgoing voter cannot be a learner yet; it waits to become one.
/// Invariant: nobody is voter and learner. Raft knows no members, so an unknown id is no error.
///
/// Source: etcd raft v3.6.0, configuration changes.
final class Reconfiguration {
  private final Set<Long> voters;
  private final Set<Long> learners;
  private final Set<Long> votersOutgoing;
  private final Set<Long> learnersNext;
  private boolean autoLeave;

  Reconfiguration(ConfState from) {
    this.voters = ordered(from.voters());
    this.learners = ordered(from.learners());
    this.votersOutgoing = ordered(from.votersOutgoing());
    this.learnersNext = ordered(from.learnersNext());
    this.autoLeave = from.autoLeave();
  }

  void apply(ConfChangeV2 change) {
    if (change.isLeave()) {
      leave();
      return;
    }
    if (change.isJoint()) {
      enter();
      autoLeave = change.transition() != ConfChangeV2.JOINT_BY_REQUEST;
    }
    change.changes().forEach(single -> apply(single.type(), single.nodeId()));
  }

  void apply(ConfChangeType type, long id) {
    switch (type) {
      case ADD_NODE -> {
        remove(id);
        voters.add(id);
      }
      case ADD_LEARNER_NODE -> {
        remove(id);
        (votersOutgoing.contains(id) ? learnersNext : learners).add(id);
      }
      case REMOVE_NODE -> remove(id);
      case UPDATE_NODE -> {}
    }
  }

  private void remove(long id) {
    voters.remove(id);
    learners.remove(id);
    learnersNext.remove(id);
  }

  private void enter() {
    votersOutgoing.clear();
    votersOutgoing.addAll(voters);
  }

  private void leave() {
    votersOutgoing.clear();
    learners.addAll(learnersNext);
    learnersNext.clear();
    autoLeave = false;
  }

  ConfState state() {
    return new ConfState(
        List.copyOf(voters),
        List.copyOf(learners),
        List.copyOf(votersOutgoing),
        List.copyOf(learnersNext),
        autoLeave);
  }

  private static Set<Long> ordered(Collection<Long> ids) {
    Set<Long> ordered = new TreeSet<>(Long::compareUnsigned);
    ordered.addAll(ids);
    return ordered;
  }
}
