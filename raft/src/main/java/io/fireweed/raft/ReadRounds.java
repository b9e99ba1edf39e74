package io.fireweed.raft;

import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.message.ReadMessage.ReadIndexRequest;
import io.fireweed.raft.quorum.JointQuorum;
import io.fireweed.raft.quorum.VoteResult;
import io.fireweed.raft.quorum.Votes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The reads that wait for a quorum to confirm that this leader leads.
///
/// Each read has a round of its own, numbered from 1; heartbeats carry the number and followers
/// echo it. A quorum that answers round `n` was asked after every read of rounds `1..n` had
/// arrived, so it confirms them all; an answer that was given earlier names an earlier round and
/// confirms nothing later. Rounds are never reused in a term, whatever names the callers give their
/// reads.
final class ReadRounds {
  private final Deque<Round> waiting = new ArrayDeque<>();
  private List<ReadIndexRequest> early = new ArrayList<>();
  private long last;

  /// One read and who has confirmed its round.
  private record Round(long number, long index, ReadIndexRequest request, Set<Long> confirmed) {}

  /// A read that may be answered.
  record Confirmed(long index, ReadIndexRequest request) {}

  /// Starts a round. {@return what its heartbeats carry}
  ///
  /// @param index the commit index now
  /// @param self the leader, who confirms itself
  Bytes start(ReadIndexRequest request, long index, long self) {
    last++;
    Set<Long> confirmed = new HashSet<>();
    confirmed.add(self);
    waiting.addLast(new Round(last, index, request, confirmed));
    return Bytes.ofLong(last);
  }

  /// {@return what heartbeats carry now: the newest round, or nothing if no read waits}
  Bytes newest() {
    return waiting.isEmpty() ? Bytes.EMPTY : Bytes.ofLong(waiting.getLast().number());
  }

  /// `member` echoed `context`. {@return the reads that are confirmed by it, in order}
  List<Confirmed> confirm(long member, Bytes context, JointQuorum quorum) {
    if (context.length() != Long.BYTES) {
      return List.of();
    }
    long number = context.longAt(0);
    if (waiting.isEmpty() || number < waiting.getFirst().number()) {
      return List.of();
    }
    for (Round round : waiting) {
      if (round.number() == number) {
        round.confirmed().add(member);
        return isConfirmed(round, quorum) ? release(number) : List.of();
      }
    }
    return List.of();
  }

  private static boolean isConfirmed(Round round, JointQuorum quorum) {
    VoteResult result =
        quorum.result(
            id -> round.confirmed().contains(id) ? Votes.Answer.YES : Votes.Answer.MISSING);
    return result == VoteResult.WON;
  }

  /// {@return all reads that wait in a round, for a leader that has nobody left to ask}
  List<Confirmed> releaseAll() {
    return release(last);
  }

  private List<Confirmed> release(long number) {
    List<Confirmed> released = new ArrayList<>();
    while (!waiting.isEmpty() && waiting.getFirst().number() <= number) {
      Round round = waiting.removeFirst();
      released.add(new Confirmed(round.index(), round.request()));
    }
    return released;
  }

  /// Keeps a read until the leader has committed an entry of its term.
  void postpone(ReadIndexRequest request) {
    early.add(request);
  }

  /// {@return the postponed reads, which are then no longer kept}
  List<ReadIndexRequest> takePostponed() {
    if (early.isEmpty()) {
      return List.of();
    }
    List<ReadIndexRequest> taken = early;
    early = new ArrayList<>();
    return taken;
  }
}
