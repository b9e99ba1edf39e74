package io.fireweed.raft.quorum;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// A set of voters, more than half of which decide.
///
/// With `n` voters a quorum is `q = n / 2 + 1`. Of the acknowledged indexes in ascending order the
/// one at `n - q` (from 0) is the highest that `q` voters have reached.
///
/// No voters: everything is decided, so that a joint quorum listens to its other half alone.
public final class Majority {
  public static final Majority EMPTY = new Majority(List.of());

  /// What no voters have committed: all there is. Unsigned.
  public static final long EVERYTHING = -1L;

  private static final int SMALL = 7;

  private final long[] voters;

  /// @param voters in any order; u64 ids, each once
  public Majority(Collection<Long> voters) {
    this.voters =
        voters.stream().sorted(Long::compareUnsigned).mapToLong(Long::longValue).toArray();
  }

  public int size() {
    return voters.length;
  }

  public boolean isEmpty() {
    return voters.length == 0;
  }

  public boolean contains(long id) {
    for (long voter : voters) {
      if (voter == id) {
        return true;
      }
    }
    return false;
  }

  /// {@return the voters, ascending}
  public List<Long> voters() {
    return Arrays.stream(voters).boxed().toList();
  }

  /// {@return the highest index that a quorum has acknowledged; [#EVERYTHING] without voters}
  public long committed(Acknowledgements acknowledged) {
    int n = voters.length;
    if (n == 0) {
      return EVERYTHING;
    }
    long[] indexes = new long[n];
    for (int i = 0; i < n; i++) {
      indexes[i] = acknowledged.of(voters[i]);
    }
    sort(indexes);
    return indexes[n - (n / 2 + 1)];
  }

  private static void sort(long[] indexes) {
    if (indexes.length > SMALL) {
      Arrays.sort(indexes);
      return;
    }
    for (int i = 1; i < indexes.length; i++) {
      long moving = indexes[i];
      int at = i;
      while (at > 0 && indexes[at - 1] > moving) {
        indexes[at] = indexes[at - 1];
        at--;
      }
      indexes[at] = moving;
    }
  }

  /// {@return how a vote stands; without voters it is won}
  public VoteResult result(Votes votes) {
    int n = voters.length;
    if (n == 0) {
      return VoteResult.WON;
    }
    int yes = 0;
    int missing = 0;
    for (long voter : voters) {
      switch (votes.of(voter)) {
        case YES -> yes++;
        case MISSING -> missing++;
        case NO -> {}
      }
    }
    int quorum = n / 2 + 1;
    if (yes >= quorum) {
      return VoteResult.WON;
    }
    return yes + missing >= quorum ? VoteResult.PENDING : VoteResult.LOST;
  }

  /// {@return the voters as `(1 2 3)`}
  public String describe() {
    StringBuilder text = new StringBuilder("(");
    for (long voter : voters) {
      text.append(text.length() == 1 ? "" : " ").append(Long.toUnsignedString(voter));
    }
    return text.append(')').toString();
  }

  /// {@return a table of what each voter has acknowledged: `x` for each voter that is behind it}
  ///
  /// @param acknowledged only of the voters that are known
  public String describe(Map<Long, Long> acknowledged) {
    if (isEmpty()) {
      return "<empty majority quorum>";
    }
    int n = voters.length;
    long[] ascending = Arrays.stream(voters).map(id -> acknowledged.getOrDefault(id, 0L)).toArray();
    Arrays.sort(ascending);
    StringBuilder text = new StringBuilder(" ".repeat(n)).append("    idx\n");
    for (long voter : voters) {
      long index = acknowledged.getOrDefault(voter, 0L);
      int behind = Arrays.binarySearch(ascending, index);
      while (behind > 0 && ascending[behind - 1] == index) {
        behind--;
      }
      String bar =
          acknowledged.containsKey(voter)
              ? "x".repeat(behind) + ">" + " ".repeat(n - behind)
              : "?" + " ".repeat(n);
      text.append("%s %5d    (id=%s)\n".formatted(bar, index, Long.toUnsignedString(voter)));
    }
    return text.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Majority that && Arrays.equals(voters, that.voters);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(voters);
  }

  @Override
  public String toString() {
    return describe();
  }
}
