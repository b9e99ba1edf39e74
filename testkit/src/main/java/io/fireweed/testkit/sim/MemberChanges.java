package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.ConfChangeV2.Single;
import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.progress.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Adds, promotes, demotes, replaces and removes members, one at a time and several at once.
///
/// Only changes that fit the leader's configuration are proposed: whether they may be made *now* is
/// the core's question, whether they make sense is its caller's.
final class MemberChanges {
  private static final int MAX_MEMBERS = 7;
  private static final int MAX_EVER = 24;

  private final World world;
  private final SplittableRandom random;

  MemberChanges(World world) {
    this.world = world;
    this.random = world.random();
  }

  void act() {
    retireSomebody();
    world.anyLeader().ifPresent(this::change);
  }

  /// A member that was removed may stop, or go on as if it were not.
  private void retireSomebody() {
    if (random.nextInt(3) == 0) {
      world.any(world.removable()).ifPresent(Member::retire);
    }
  }

  private void change(Engine leader) {
    Configuration now = leader.node().status().configuration();
    if (now.isJoint()) {
      if (!now.autoLeave()) {
        leader
            .node()
            .proposeChange(new ConfChangeV2(ConfChangeV2.AUTOMATIC, List.of(), Bytes.EMPTY));
      }
    } else if (random.nextBoolean()) {
      several(leader, now.state());
    } else {
      Single single = single(now.state(), now.state().voters().size());
      if (random.nextBoolean()) {
        leader
            .node()
            .proposeChange(
                new ConfChange(0, single.type(), single.nodeId(), Bytes.EMPTY),
                Dialect.EXPLICIT_ZEROS);
      } else {
        leader
            .node()
            .proposeChange(new ConfChangeV2(ConfChangeV2.AUTOMATIC, List.of(single), Bytes.EMPTY));
      }
    }
    leader.pump();
  }

  private void several(Engine leader, ConfState state) {
    List<Single> changes = new ArrayList<>();
    int voters = state.voters().size();
    for (int i = random.nextInt(5); i >= 0; i--) {
      Single next = single(state, voters);
      boolean isNew = changes.stream().noneMatch(known -> known.nodeId() == next.nodeId());
      if (isNew) {
        changes.add(next);
        voters -= next.type() == ConfChangeType.ADD_NODE ? 0 : 1;
      }
    }
    leader.node().proposeChange(new ConfChangeV2(random.nextLong(3), changes, Bytes.EMPTY));
  }

  /// @param voters that will be left by what else is in the change, at least
  private Single single(ConfState state, int voters) {
    boolean mayShrink = voters > 1;
    boolean mayGrow =
        state.voters().size() + state.learners().size() < MAX_MEMBERS
            && world.members().size() < MAX_EVER;
    int draw = random.nextInt(5);
    if (draw == 0 && mayGrow) {
      return new Single(ConfChangeType.ADD_NODE, world.addNewcomer());
    }
    if (draw == 1 && mayGrow) {
      return new Single(ConfChangeType.ADD_LEARNER_NODE, world.addNewcomer());
    }
    if (draw == 2 && !state.learners().isEmpty()) {
      return new Single(ConfChangeType.ADD_NODE, anyOf(state.learners()));
    }
    if (draw == 3 && mayShrink) {
      return new Single(ConfChangeType.ADD_LEARNER_NODE, anyOf(state.voters()));
    }
    if (draw == 4 && mayShrink) {
      return new Single(ConfChangeType.REMOVE_NODE, anyOf(state.voters()));
    }
    return state.learners().isEmpty()
        ? new Single(ConfChangeType.UPDATE_NODE, anyOf(state.voters()))
        : new Single(ConfChangeType.REMOVE_NODE, anyOf(state.learners()));
  }

  private long anyOf(List<Long> ids) {
    return ids.get(random.nextInt(ids.size()));
  }
}
