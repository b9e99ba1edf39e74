package io.fireweed.raft.quorum;

import java.util.Collection;
import java.util.Map;
import java.util.stream.LongStream;

/// Quorum arithmetic as one would explain it, by trying everything; far too slow for a core.
public final class NaiveQuorum {
  private NaiveQuorum() {}

  /// {@return the highest index that more than half of `voters` have reached; all there is without
  /// voters}
  ///
  /// @param reached what each has, 0 for who is missing; not above 2^63
  public static long committed(Collection<Long> voters, Map<Long, Long> reached) {
    if (voters.isEmpty()) {
      return Majority.EVERYTHING;
    }
    return LongStream.concat(
            LongStream.of(0), voters.stream().mapToLong(id -> reached.getOrDefault(id, 0L)))
        .filter(index -> 2 * countFrom(index, voters, reached) > voters.size())
        .max()
        .orElseThrow();
  }

  private static long countFrom(long index, Collection<Long> voters, Map<Long, Long> reached) {
    return voters.stream().filter(id -> reached.getOrDefault(id, 0L) >= index).count();
  }

  /// {@return how a vote stands: won if all who are missing say no and it is won still, lost if
  /// they all say yes and it is not won}
  ///
  /// @param answers true for yes; who is missing has not answered
  public static VoteResult result(Collection<Long> voters, Map<Long, Boolean> answers) {
    if (isWon(voters, answers, false)) {
      return VoteResult.WON;
    }
    return isWon(voters, answers, true) ? VoteResult.PENDING : VoteResult.LOST;
  }

  private static boolean isWon(
      Collection<Long> voters, Map<Long, Boolean> answers, boolean missing) {
    long yes = voters.stream().filter(id -> answers.getOrDefault(id, missing)).count();
    return voters.isEmpty() || 2 * yes > voters.size();
  }
}
