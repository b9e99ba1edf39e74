package io.fireweed.raft.script;

import io.fireweed.raft.quorum.JointQuorum;
import io.fireweed.raft.quorum.Majority;
import io.fireweed.raft.quorum.VoteResult;
import io.fireweed.raft.quorum.Votes;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Quorum arithmetic alone: `committed` and `vote`, for one majority or, with `cfgj`, for two.
final class QuorumScript implements ScriptRun {
  @Override
  public String run(Script.Step step) {
    List<Long> incoming = ids(step.find("cfg"));
    Optional<List<String>> second = step.find("cfgj");
    List<Long> outgoing =
        second.filter(List.of("zero")::equals).isPresent() ? List.of() : ids(second);
    Set<Long> all = new LinkedHashSet<>(incoming);
    all.addAll(outgoing);
    JointQuorum joint = new JointQuorum(new Majority(incoming), new Majority(outgoing));
    return switch (step.command()) {
      case "committed" -> committed(joint, second.isPresent(), all, step);
      case "vote" -> vote(joint, second.isPresent(), all, step);
      default -> throw new IllegalArgumentException("no command " + step.command());
    };
  }

  private static List<Long> ids(Optional<List<String>> words) {
    return words.orElse(List.of()).stream().map(Long::parseLong).toList();
  }

  private static String committed(
      JointQuorum joint, boolean isJoint, Set<Long> all, Script.Step step) {
    Map<Long, Long> acknowledged = new HashMap<>();
    List<String> words = step.find("idx").orElse(List.of());
    int at = 0;
    for (long id : all) {
      String word = words.get(at++);
      if (!word.equals("_")) {
        acknowledged.put(id, Long.parseLong(word));
      }
    }
    long index =
        isJoint
            ? joint.committed(id -> acknowledged.getOrDefault(id, 0L))
            : joint.incoming().committed(id -> acknowledged.getOrDefault(id, 0L));
    String table = new Majority(all).describe(acknowledged);
    return table + (index == Majority.EVERYTHING ? "∞" : Long.toUnsignedString(index));
  }

  private static String vote(JointQuorum joint, boolean isJoint, Set<Long> all, Script.Step step) {
    Map<Long, Votes.Answer> answers = new HashMap<>();
    List<String> words = step.find("votes").orElse(List.of());
    int at = 0;
    for (long id : all) {
      switch (words.get(at++)) {
        case "y" -> answers.put(id, Votes.Answer.YES);
        case "n" -> answers.put(id, Votes.Answer.NO);
        default -> {}
      }
    }
    Votes votes = id -> answers.getOrDefault(id, Votes.Answer.MISSING);
    VoteResult result = isJoint ? joint.result(votes) : joint.incoming().result(votes);
    return result.describe();
  }
}
