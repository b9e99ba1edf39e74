package io.fireweed.raft.script;

import io.fireweed.raft.quorum.JointQuorum;
import io.fireweed.raft.quorum.Majority;
import io.fireweed.raft.quorum.NaiveQuorum;
import io.fireweed.raft.quorum.VoteResult;
import io.fireweed.raft.quorum.Votes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Quorum arithmetic alone: `committed` and `vote`, for one majority or, with `cfgj`, for two.
///
/// What must not make a difference is tried as well, and written only where it does: another way to
/// compute it, a second half that is empty or the same, halves that are exchanged, and a voter that
/// is even further behind.
final class QuorumScript implements ScriptRun {
  @Override
  public String run(Script.Step step) {
    Script.Command command = step.command().expect(0, 0, "cfg", "cfgj", "idx", "votes");
    List<Long> incoming = ids(command.find("cfg"));
    Optional<List<String>> second = command.find("cfgj");
    boolean isZero = second.filter(List.of("zero")::equals).isPresent();
    List<Long> outgoing = isZero ? List.of() : ids(second);
    Set<Long> all = new LinkedHashSet<>(incoming);
    all.addAll(outgoing);
    boolean isVote = command.verb().equals("vote");
    List<String> words = command.find(isVote ? "votes" : "idx").orElse(List.of());
    if (words.size() != all.size()) {
      return mismatch(all, words, isVote);
    }
    JointQuorum joint = new JointQuorum(new Majority(incoming), new Majority(outgoing));
    boolean isJoint = second.isPresent();
    return switch (command.verb()) {
      case "committed" -> committed(joint, isJoint, all, words);
      case "vote" -> vote(joint, isJoint, all, words);
      default -> throw new IllegalArgumentException("no command " + command.verb());
    };
  }

  private static List<Long> ids(Optional<List<String>> words) {
    return words.orElse(List.of()).stream().map(Long::parseLong).toList();
  }

  private static String mismatch(Set<Long> all, List<String> words, boolean isVote) {
    String voters =
        new TreeSet<>(all).stream().map(id -> id + ":{}").collect(Collectors.joining(" "));
    String given =
        words.stream()
            .map(word -> word.equals("_") ? "0" : isVote ? word.equals("y") ? "2" : "1" : word)
            .collect(Collectors.joining(" "));
    return "error: mismatched input (explicit or _) for voters map[%s]: [%s]"
        .formatted(voters, given);
  }

  private static String committed(
      JointQuorum joint, boolean isJoint, Set<Long> all, List<String> words) {
    Map<Long, Long> known = new HashMap<>();
    int at = 0;
    for (long id : all) {
      String word = words.get(at++);
      if (!word.equals("_")) {
        known.put(id, Long.parseLong(word));
      }
      if (word.equals("0")) {
        throw new IllegalArgumentException("cannot use 0 as idx");
      }
    }
    String table = new Majority(all).describe(known);
    return isJoint ? table + joint(joint, known) : table + single(joint.incoming(), known);
  }

  private static String joint(JointQuorum joint, Map<Long, Long> known) {
    long index = joint.committed(id -> known.getOrDefault(id, 0L));
    List<String> lines = new ArrayList<>();
    JointQuorum exchanged = new JointQuorum(joint.outgoing(), joint.incoming());
    objection(lines, index, exchanged.committed(id -> known.getOrDefault(id, 0L)), "via symmetry");
    lines.add(text(index));
    return String.join("\n", lines);
  }

  private static String single(Majority majority, Map<Long, Long> known) {
    long index = majority.committed(id -> known.getOrDefault(id, 0L));
    List<String> lines = new ArrayList<>();
    objection(
        lines,
        index,
        NaiveQuorum.committed(majority.voters(), known),
        "via alternative computation");
    objection(
        lines,
        index,
        new JointQuorum(majority, Majority.EMPTY).committed(id -> known.getOrDefault(id, 0L)),
        "via zero-joint quorum");
    objection(
        lines,
        index,
        new JointQuorum(majority, majority).committed(id -> known.getOrDefault(id, 0L)),
        "via self-joint quorum");
    for (long voter : majority.voters()) {
      long own = known.getOrDefault(voter, 0L);
      if (own > 0 && Long.compareUnsigned(index, own) > 0) {
        overlaid(lines, majority, known, voter, own - 1);
        overlaid(lines, majority, known, voter, 0);
      }
    }
    lines.add(text(index));
    return String.join("\n", lines);
  }

  private static void overlaid(
      List<String> lines, Majority majority, Map<Long, Long> known, long voter, long lower) {
    long index = majority.committed(id -> known.getOrDefault(id, 0L));
    Map<Long, Long> changed = new HashMap<>(known);
    changed.put(voter, lower);
    long now = majority.committed(id -> changed.getOrDefault(id, 0L));
    objection(lines, index, now, "overlaying " + voter + "->" + lower);
  }

  private static void objection(List<String> lines, long index, long other, String way) {
    if (index != other) {
      lines.add(text(other) + " <-- " + way);
    }
  }

  private static String text(long index) {
    return index == Majority.EVERYTHING ? "∞" : Long.toUnsignedString(index);
  }

  private static String vote(
      JointQuorum joint, boolean isJoint, Set<Long> all, List<String> words) {
    Map<Long, Votes.Answer> answers = new HashMap<>();
    int at = 0;
    for (long id : all) {
      String word = words.get(at++);
      switch (word) {
        case "y" -> answers.put(id, Votes.Answer.YES);
        case "n" -> answers.put(id, Votes.Answer.NO);
        case "_" -> {}
        default -> throw new IllegalArgumentException("unknown vote: " + word);
      }
    }
    Votes votes = id -> answers.getOrDefault(id, Votes.Answer.MISSING);
    if (!isJoint) {
      return joint.incoming().result(votes).describe();
    }
    VoteResult result = joint.result(votes);
    VoteResult exchanged = new JointQuorum(joint.outgoing(), joint.incoming()).result(votes);
    String objection = exchanged == result ? "" : exchanged.describe() + " <-- via symmetry\n";
    return objection + result.describe();
  }
}
