package io.fireweed.raft.progress;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.raft.quorum.JointQuorum;
import io.fireweed.raft.quorum.Majority;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Who votes and who learns.
///
/// Invariants: `voters ∩ learners = ∅`; `learnersNext ⊆ outgoing voters`, and it is empty outside
/// of a joint configuration, as is `autoLeave` false.
///
/// @param state the ids, each list ascending
/// @param quorum the voters of `state` and of its outgoing half
public record Configuration(ConfState state, JointQuorum quorum) {
  public static final Configuration EMPTY = of(ConfState.EMPTY);

  /// {@return the configuration with these members, in whatever order they are listed}
  public static Configuration of(ConfState state) {
    ConfState ordered =
        new ConfState(
            ordered(state.voters()),
            ordered(state.learners()),
            ordered(state.votersOutgoing()),
            ordered(state.learnersNext()),
            state.autoLeave());
    Majority incoming = new Majority(ordered.voters());
    return new Configuration(
        ordered, new JointQuorum(incoming, new Majority(ordered.votersOutgoing())));
  }

  /// {@return which invariant `state` breaks, if it breaks one}
  public static Optional<String> flaw(ConfState state) {
    boolean isJoint = !state.votersOutgoing().isEmpty();
    if (!Collections.disjoint(state.voters(), state.learners())
        || !Collections.disjoint(state.votersOutgoing(), state.learners())) {
      return Optional.of("a member that votes and learns: " + of(state).describe());
    }
    if (!state.votersOutgoing().containsAll(state.learnersNext())) {
      return Optional.of("a next learner that does not vote: " + of(state).describe());
    }
    if (isJoint ? state.voters().isEmpty() : state.autoLeave()) {
      return Optional.of("half a joint configuration: " + of(state).describe());
    }
    return Optional.empty();
  }

  private static List<Long> ordered(Collection<Long> ids) {
    Collection<Long> ordered = new TreeSet<>(Long::compareUnsigned);
    ordered.addAll(ids);
    return List.copyOf(ordered);
  }

  public boolean isJoint() {
    return quorum.isJoint();
  }

  public boolean autoLeave() {
    return state.autoLeave();
  }

  /// {@return whether entries are sent to `id`}
  public boolean contains(long id) {
    return quorum.contains(id) || isLearner(id);
  }

  /// {@return whether `id` learns and does not vote in either half}
  public boolean isLearner(long id) {
    return state.learners().contains(id);
  }

  /// {@return everyone who is sent entries, ascending}
  public List<Long> members() {
    List<Long> all = new ArrayList<>(quorum.voters());
    all.addAll(state.learners());
    return ordered(all);
  }

  /// {@return whether one voter decides alone}
  public boolean isSingleton() {
    return quorum.incoming().size() == 1 && !isJoint();
  }

  /// {@return for instance `voters=(1 2)&&(1) learners=(3) learners_next=(4) autoleave`}
  public String describe() {
    StringBuilder text = new StringBuilder("voters=").append(quorum.describe());
    if (!state.learners().isEmpty()) {
      text.append(" learners=").append(list(state.learners()));
    }
    if (!state.learnersNext().isEmpty()) {
      text.append(" learners_next=").append(list(state.learnersNext()));
    }
    if (state.autoLeave()) {
      text.append(" autoleave");
    }
    return text.toString();
  }

  private static String list(List<Long> ids) {
    return ids.stream().map(Long::toUnsignedString).collect(Collectors.joining(" ", "(", ")"));
  }
}
