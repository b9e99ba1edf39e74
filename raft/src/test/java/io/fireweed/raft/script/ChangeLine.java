package io.fireweed.raft.script;

import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.ConfChangeV2;
import java.util.Arrays;
import java.util.List;

/// Membership changes as scripts write them: `v1 l2 r3 u4`.
final class ChangeLine {
  private ChangeLine() {}

  static List<ConfChangeV2.Single> parse(String text) {
    return Arrays.stream(text.strip().split("\\s+"))
        .filter(word -> !word.isEmpty())
        .map(ChangeLine::single)
        .toList();
  }

  private static ConfChangeV2.Single single(String word) {
    if (word.length() < 2) {
      throw new IllegalArgumentException("unknown token " + word);
    }
    ConfChangeType type =
        switch (word.charAt(0)) {
          case 'v' -> ConfChangeType.ADD_NODE;
          case 'l' -> ConfChangeType.ADD_LEARNER_NODE;
          case 'r' -> ConfChangeType.REMOVE_NODE;
          case 'u' -> ConfChangeType.UPDATE_NODE;
          default -> throw new IllegalArgumentException("unknown input: " + word);
        };
    return new ConfChangeV2.Single(type, Long.parseUnsignedLong(word.substring(1)));
  }
}
