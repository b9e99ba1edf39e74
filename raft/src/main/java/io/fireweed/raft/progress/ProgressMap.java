package io.fireweed.raft.progress;

import io.fireweed.raft.quorum.Acknowledgements;
import io.fireweed.raft.quorum.VoteResult;
import io.fireweed.raft.quorum.Votes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the leader knows of every member, in the order of their ids.
///
/// Invariant: its ids are exactly those of the configuration it [follows][#follow].
public final class ProgressMap {
  private final int maxInflightMessages;
  private final long maxInflightBytes;
  private final Acknowledgements matches = this::match;
  private Configuration configuration = Configuration.EMPTY;
  private long[] ids = new long[0];
  private Progress[] members = new Progress[0];

  public ProgressMap(int maxInflightMessages, long maxInflightBytes) {
    this.maxInflightMessages = maxInflightMessages;
    this.maxInflightBytes = maxInflightBytes;
  }

  /// Tracks the members of `next`: newcomers from `first`, those that stay as they are.
  ///
  /// @param restarted members that stay, but were removed and added again on the way
  /// @param first the next entry to send to a newcomer, at least 1
  public void follow(Configuration next, Set<Long> restarted, long first) {
    Map<Long, Progress> known = new HashMap<>();
    for (int i = 0; i < ids.length; i++) {
      known.put(ids[i], members[i]);
    }
    restarted.forEach(known::remove);
    List<Long> followed = next.members();
    ids = followed.stream().mapToLong(Long::longValue).toArray();
    members = new Progress[ids.length];
    for (int i = 0; i < ids.length; i++) {
      Progress progress = Optional.ofNullable(known.get(ids[i])).orElseGet(() -> newcomer(first));
      progress.learner(next.isLearner(ids[i]));
      members[i] = progress;
    }
    configuration = next;
  }

  private Progress newcomer(long first) {
    Progress progress = new Progress(0, first, inflights());
    progress.markActive();
    return progress;
  }

  /// Forgets what was known, as a new leader must: everybody may have anything up to `last`.
  ///
  /// @param self the leader, which has all of it
  public void restart(long self, long last) {
    for (int i = 0; i < ids.length; i++) {
      Progress progress = new Progress(ids[i] == self ? last : 0, last + 1, inflights());
      progress.learner(configuration.isLearner(ids[i]));
      members[i] = progress;
    }
  }

  private Inflights inflights() {
    return new Inflights(maxInflightMessages, maxInflightBytes);
  }

  public Configuration configuration() {
    return configuration;
  }

  public Optional<Progress> find(long id) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == id) {
        return Optional.of(members[i]);
      }
    }
    return Optional.empty();
  }

  /// {@return the members, ascending}
  public List<Long> ids() {
    return Arrays.stream(ids).boxed().toList();
  }

  public int size() {
    return ids.length;
  }

  /// {@return the id of the member at `position`, `0 <= position < size()`, by ascending id}
  public long idAt(int position) {
    return ids[position];
  }

  public Progress at(int position) {
    return members[position];
  }

  /// {@return the highest index that a quorum stores}
  public long committed() {
    return configuration.quorum().committed(matches);
  }

  private long match(long id) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == id) {
        return members[i].match();
      }
    }
    return 0;
  }

  /// {@return whether a quorum was heard of since everybody was [last][#markAllInactive] forgotten}
  public boolean isQuorumActive() {
    VoteResult result =
        configuration
            .quorum()
            .result(
                id ->
                    find(id).filter(Progress::isRecentlyActive).isPresent()
                        ? Votes.Answer.YES
                        : Votes.Answer.NO);
    return result == VoteResult.WON;
  }

  public void markAllInactive(long except) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] != except) {
        members[i].markInactive();
      }
    }
  }

  /// {@return one line per member: id, then [Progress#describe()]}
  public String describe() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < ids.length; i++) {
      lines.add(Long.toUnsignedString(ids[i]) + ": " + members[i].describe());
    }
    return String.join("\n", lines);
  }
}
