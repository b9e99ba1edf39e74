package io.fireweed.raft;

import io.fireweed.raft.progress.Configuration;
import io.fireweed.raft.quorum.VoteResult;
import io.fireweed.raft.quorum.Votes;
import java.util.HashMap;
import java.util.Map;

/// The answers to one candidacy; a member's first answer counts.
final class Tally {
  private final Map<Long, Votes.Answer> answers = new HashMap<>();

  void record(long id, Votes.Answer answer) {
    answers.putIfAbsent(id, answer);
  }

  /// {@return how many voters of `configuration` gave this answer}
  int count(Votes.Answer answer, Configuration configuration) {
    return (int)
        answers.entrySet().stream()
            .filter(given -> given.getValue() == answer)
            .filter(given -> configuration.quorum().contains(given.getKey()))
            .count();
  }

  VoteResult result(Configuration configuration) {
    return configuration.quorum().result(id -> answers.getOrDefault(id, Votes.Answer.MISSING));
  }
}
