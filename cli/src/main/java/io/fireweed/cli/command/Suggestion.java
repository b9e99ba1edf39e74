package io.fireweed.cli.command;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The commands that a mistyped word may have meant.
final class Suggestion {
  private static final int DISTANCE_MAX = 2;
  private static final int WORD_LENGTH_MAX = 64;

  private Suggestion() {}

  /// {@return lines to put after an error, empty when nothing is near}
  static String after(String word, List<Command> commands) {
    if (word.length() > WORD_LENGTH_MAX) {
      return "";
    }
    String near =
        commands.stream()
            .map(Command::name)
            .filter(name -> isNear(word.toLowerCase(Locale.ROOT), name))
            .map(name -> "\t" + name + "\n")
            .collect(Collectors.joining());
    return near.isEmpty() ? "" : "\n\nDid you mean this?\n" + near;
  }

  private static boolean isNear(String word, String name) {
    return name.startsWith(word) || distance(word, name) <= DISTANCE_MAX;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
