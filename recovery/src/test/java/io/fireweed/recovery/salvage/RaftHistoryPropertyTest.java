package io.fireweed.recovery.salvage;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.recovery.salvage.LogFragment.Run;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Plays raft naively, destroys members and stretches of logs, and asks whether the choice of log
/// keeps every acknowledged entry and never mixes histories.
class RaftHistoryPropertyTest {
  private record LogEntry(long term, int unique) {}

  private static final class Play {
    final int size;
    final List<List<LogEntry>> logs = new ArrayList<>();
    final List<LogEntry> acknowledged = new ArrayList<>();
    int unique;

    Play(int size, int terms, Random random) {
      this.size = size;
      for (int i = 0; i < size; i++) {
        logs.add(new ArrayList<>());
      }
      for (int term = 1; term <= terms; term++) {
        lead(term, random);
      }
    }

    private void lead(int term, Random random) {
      List<Integer> voters = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        voters.add(i);
      }
      Collections.shuffle(voters, random);
      List<Integer> quorum = voters.subList(0, size / 2 + 1);
      int leader = quorum.stream().max(Comparator.comparing(this::end)).orElseThrow();
      List<LogEntry> log = logs.get(leader);
      int proposals = random.nextInt(6);
      for (int i = 0; i < proposals; i++) {
        log.add(new LogEntry(term, unique++));
      }
      Set<Integer> holders = new HashSet<>(Set.of(leader));
      int followers = random.nextInt(size);
      int replicated = log.size() - random.nextInt(Math.max(1, proposals));
      for (int follower : voters.subList(0, followers)) {
        if (follower != leader && replicated > 0) {
          accept(follower, log.subList(0, replicated));
          holders.add(follower);
        }
      }
      boolean ownTerm = replicated > 0 && log.get(replicated - 1).term() == term;
      if (holders.size() >= size / 2 + 1 && ownTerm) {
        for (int i = acknowledged.size(); i < replicated; i++) {
          acknowledged.add(log.get(i));
        }
      }
    }

    /// A follower gives up entries only where they contradict the leader.
    private void accept(int follower, List<LogEntry> prefix) {
      List<LogEntry> own = logs.get(follower);
      boolean agrees = own.size() >= prefix.size() && own.subList(0, prefix.size()).equals(prefix);
      if (!agrees) {
        logs.set(follower, new ArrayList<>(prefix));
      }
    }

    LogPosition end(int member) {
      List<LogEntry> log = logs.get(member);
      return log.isEmpty() ? LogPosition.START : new LogPosition(log.getLast().term(), log.size());
    }

    LogFragment piece(int member, int from, int to) {
      List<Run> runs = new ArrayList<>();
      List<LogEntry> log = logs.get(member);
      int start = from;
      for (int i = from; i < to; i++) {
        if (i + 1 == to || log.get(i + 1).term() != log.get(i).term()) {
          runs.add(new Run(log.get(i).term(), start + 1L, i + 1L));
          start = i + 1;
        }
      }
      Optional<LogPosition> base =
          from == 0
              ? Optional.of(LogPosition.START)
              : Optional.of(new LogPosition(log.get(from - 1).term(), from));
      return new LogFragment(member, base, runs, 0, 0);
    }
  }

  @Test
  void theBestLogOfAMajorityHoldsEveryAcknowledgedEntry() {
    long seed = Long.getLong("seed", 20261120);
    Random random = new Random(seed);
    for (int round = 0; round < 3_000; round++) {
      Play play = new Play(1 + random.nextInt(5), 1 + random.nextInt(12), random);
      List<Integer> members = new ArrayList<>();
      for (int i = 0; i < play.size; i++) {
        members.add(i);
      }
      Collections.shuffle(members, random);
      int best =
          members.subList(0, play.size / 2 + 1).stream()
              .max(Comparator.comparing(play::end))
              .orElseThrow();
      List<LogEntry> log = play.logs.get(best);
      assertThat(log.subList(0, Math.min(log.size(), play.acknowledged.size())))
          .as("seed %s round %s (repeat with -Dseed=%s)", seed, round, seed)
          .isEqualTo(play.acknowledged);
    }
  }

  @Test
  void aChainThroughBrokenLogsIsAlwaysPartOfTheBestLog() {
    long seed = Long.getLong("seed", 4711);
    Random random = new Random(seed);
    int joined = 0;
    for (int round = 0; round < 3_000; round++) {
      Play play = new Play(2 + random.nextInt(4), 3 + random.nextInt(12), random);
      List<LogFragment> pieces = new ArrayList<>();
      for (int member = 0; member < play.size; member++) {
        addBroken(play, member, pieces, random);
      }
      if (pieces.isEmpty()) {
        continue;
      }
      LogFragment tail = Collections.max(pieces, Comparator.comparing(LogFragment::end));
      LogChain chain = LogChain.endingWith(tail, pieces);
      joined += chain.stretches().size() > 1 ? 1 : 0;
      List<LogEntry> truth = play.logs.get(tail.member());
      for (LogChain.Stretch stretch : chain.stretches()) {
        List<LogEntry> log = play.logs.get(stretch.fragment().member());
        int from = (int) stretch.first() - 1;
        int to = (int) stretch.last();
        assertThat(log.subList(from, to))
            .as("seed %s round %s (repeat with -Dseed=%s)", seed, round, seed)
            .isEqualTo(truth.subList(from, to));
      }
    }
    assertThat(joined).as("rounds that joined logs, seed %s", seed).isGreaterThan(300);
  }

  private static void addBroken(Play play, int member, List<LogFragment> pieces, Random random) {
    int size = play.logs.get(member).size();
    int at = size == 0 ? 0 : random.nextInt(size);
    while (at < size) {
      int end = Math.min(size, at + 1 + random.nextInt(8));
      pieces.add(play.piece(member, at, end));
      at = end + 1 + random.nextInt(2);
    }
  }
}
