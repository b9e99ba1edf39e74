package io.fireweed.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.ReadMessage.ReadIndexRequest;
import io.fireweed.raft.quorum.JointQuorum;
import io.fireweed.raft.quorum.Majority;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A read is confirmed when, and only when, a quorum has echoed a round that began after it came.
class ReadRoundsPropertyTest {
  private static final long SELF = 1;

  /// Who echoed each round, told as plainly as possible.
  private static final class NaiveRounds {
    private final List<Set<Long>> echoed = new ArrayList<>();
    private int answered;

    void start() {
      echoed.add(new HashSet<>(Set.of(SELF)));
    }

    /// {@return the numbers of the reads that are confirmed now}
    List<Integer> echo(long member, int round, List<Long> in, List<Long> out) {
      if (round <= answered || round > echoed.size()) {
        return List.of();
      }
      Set<Long> who = echoed.get(round - 1);
      who.add(member);
      List<Integer> confirmed = new ArrayList<>();
      if (isMost(who, in) && (out.isEmpty() || isMost(who, out))) {
        while (answered < round) {
          answered++;
          confirmed.add(answered);
        }
      }
      return confirmed;
    }

    private static boolean isMost(Set<Long> who, List<Long> voters) {
      return 2 * voters.stream().filter(who::contains).count() > voters.size();
    }
  }

  @Test
  void onlyAQuorumAskedAfterwardsConfirms() {
    SeededRandom.check(
        1_000,
        random -> {
          int members = 3 + random.nextInt(5);
          List<Long> in = LongStream.rangeClosed(1, 2 + random.nextInt(members)).boxed().toList();
          List<Long> out =
              random.nextBoolean()
                  ? List.of()
                  : LongStream.rangeClosed(1 + random.nextInt(3), members).boxed().toList();
          JointQuorum quorum = new JointQuorum(new Majority(in), new Majority(out));
          ReadRounds rounds = new ReadRounds();
          NaiveRounds naive = new NaiveRounds();
          int started = 0;
          for (int i = 0; i < 150; i++) {
            if (random.nextInt(4) == 0) {
              started++;
              naive.start();
              ReadIndexRequest request =
                  new ReadIndexRequest(SELF, Message.NOBODY, Bytes.ofUtf8("same name"));
              assertThat(rounds.start(request, started, SELF)).isEqualTo(Bytes.ofLong(started));
              assertThat(rounds.newest()).isEqualTo(Bytes.ofLong(started));
            } else {
              long member = 1 + random.nextInt(members + 1);
              int round = random.nextInt(started + 3);
              List<Integer> confirmed =
                  rounds.confirm(member, Bytes.ofLong(round), quorum).stream()
                      .map(read -> (int) read.index())
                      .toList();
              assertThat(confirmed).isEqualTo(naive.echo(member, round, in, out));
            }
          }
        });
  }

  @Test
  void otherContextsConfirmNothing() {
    ReadRounds rounds = new ReadRounds();
    JointQuorum alone = new JointQuorum(new Majority(List.of(1L, 2L)), Majority.EMPTY);
    rounds.start(new ReadIndexRequest(SELF, Message.NOBODY, Bytes.EMPTY), 7, SELF);
    assertThat(rounds.confirm(2, Bytes.EMPTY, alone)).isEmpty();
    assertThat(rounds.confirm(2, Bytes.ofUtf8("1"), alone)).isEmpty();
    assertThat(rounds.confirm(2, Bytes.ofUtf8("123456789"), alone)).isEmpty();
    assertThat(rounds.confirm(2, Bytes.ofLong(1), alone)).hasSize(1);
  }
}
