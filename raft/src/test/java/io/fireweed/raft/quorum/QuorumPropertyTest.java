package io.fireweed.raft.quorum;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Quorums decide what one finds by trying everything.
class QuorumPropertyTest {
  private static final int ROUNDS = 4_000;
  private static final int MAX_VOTERS = 11;

  @Test
  void commitsWhatMoreThanHalfHaveReached() {
    SeededRandom.check(
        ROUNDS,
        random -> {
          List<Long> incoming = voters(random);
          List<Long> outgoing = voters(random);
          Map<Long, Long> reached = new HashMap<>();
          long span = random.nextBoolean() ? 3 : 1_000;
          for (long id : union(incoming, outgoing)) {
            if (random.nextInt(4) > 0) {
              reached.put(id, random.nextLong(span));
            }
          }
          Acknowledgements acknowledged = id -> reached.getOrDefault(id, 0L);
          long in = NaiveQuorum.committed(incoming, reached);
          long out = NaiveQuorum.committed(outgoing, reached);
          assertThat(new Majority(incoming).committed(acknowledged)).isEqualTo(in);
          JointQuorum joint = new JointQuorum(new Majority(incoming), new Majority(outgoing));
          assertThat(joint.committed(acknowledged))
              .isEqualTo(Long.compareUnsigned(in, out) < 0 ? in : out);
        });
  }

  @Test
  void votesAreWonAndLostWhenTheMissingOnesCannotChangeIt() {
    SeededRandom.check(
        ROUNDS,
        random -> {
          List<Long> incoming = voters(random);
          List<Long> outgoing = voters(random);
          Map<Long, Boolean> answers = new HashMap<>();
          for (long id : union(incoming, outgoing)) {
            if (random.nextInt(3) > 0) {
              answers.put(id, random.nextBoolean());
            }
          }
          Votes votes = id -> answer(answers, id);
          VoteResult in = NaiveQuorum.result(incoming, answers);
          assertThat(new Majority(incoming).result(votes)).isEqualTo(in);
          VoteResult out = NaiveQuorum.result(outgoing, answers);
          JointQuorum joint = new JointQuorum(new Majority(incoming), new Majority(outgoing));
          assertThat(joint.result(votes)).isEqualTo(both(in, out));
          assertThat(new JointQuorum(joint.outgoing(), joint.incoming()).result(votes))
              .isEqualTo(both(in, out));
        });
  }

  private static Votes.Answer answer(Map<Long, Boolean> answers, long id) {
    if (!answers.containsKey(id)) {
      return Votes.Answer.MISSING;
    }
    return answers.get(id) ? Votes.Answer.YES : Votes.Answer.NO;
  }

  private static VoteResult both(VoteResult in, VoteResult out) {
    if (in == VoteResult.LOST || out == VoteResult.LOST) {
      return VoteResult.LOST;
    }
    return in == VoteResult.WON && out == VoteResult.WON ? VoteResult.WON : VoteResult.PENDING;
  }

  /// Some of few ids, so that halves overlap; sometimes ids that are negative as longs.
  private static List<Long> voters(Random random) {
    List<Long> ids = new ArrayList<>();
    long sign = random.nextInt(8) == 0 ? -1 : 1;
    for (long id = 1; id <= MAX_VOTERS + 3; id++) {
      ids.add(sign * id);
    }
    Collections.shuffle(ids, random);
    return ids.subList(0, random.nextInt(MAX_VOTERS + 1));
  }

  private static List<Long> union(List<Long> some, List<Long> others) {
    List<Long> all = new ArrayList<>(some);
    others.stream().filter(id -> !some.contains(id)).forEach(all::add);
    return all;
  }
}
