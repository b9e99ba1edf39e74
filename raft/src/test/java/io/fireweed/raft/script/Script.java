package io.fireweed.raft.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One script: commands with the output that each must give.
///
/// ```
/// # comment
/// command argument key=value key=(value,value)
/// input line
/// ----
/// expected output, up to an empty line;
/// or, between doubled lines of ----, with empty lines in it
/// ```
record Script(Path file, List<Step> steps) {
  private static final String SEPARATOR = "----";
  private static final Pattern ARGUMENT =
      Pattern.compile("([^\\s=()]+)(?:=(?:\\(([^)]*)\\)|(\\S*)))?");

  /// One command.
  ///
  /// @param line where it starts in the file, from 1
  record Step(int line, String command, List<Argument> arguments, String input, String expected) {
    /// {@return the values of `key=...`, if it is given}
    Optional<List<String>> find(String key) {
      return arguments.stream()
          .filter(argument -> argument.key().equals(key))
          .findFirst()
          .map(Argument::values);
    }

    /// {@return the value of `key=value`, or `otherwise`}
    String value(String key, String otherwise) {
      return find(key).filter(values -> !values.isEmpty()).map(List::getFirst).orElse(otherwise);
    }

    boolean isSet(String key) {
      return Boolean.parseBoolean(value(key, "false"));
    }

    /// {@return the arguments that are bare numbers}
    List<Integer> numbers() {
      return arguments.stream()
          .filter(argument -> argument.key().matches("\\d+"))
          .map(argument -> Integer.parseInt(argument.key()))
          .toList();
    }
  }

  /// `key`, or `key=value`, or `key=(value,value)`.
  record Argument(String key, List<String> values) {}

  static Script read(Path file) throws IOException {
    return parse(file, Files.readString(file).lines().toList());
  }

  static Script parse(Path file, List<String> lines) {
    List<Step> steps = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.isBlank() || line.startsWith("#")) {
        at++;
        continue;
      }
      int start = at;
      while (at < lines.size() && !lines.get(at).equals(SEPARATOR)) {
        at++;
      }
      if (at == lines.size()) {
        throw new IllegalArgumentException(file + ":" + (start + 1) + ": command without ----");
      }
      String input = String.join("\n", lines.subList(start + 1, at));
      at++;
      boolean isDoubled = at < lines.size() && lines.get(at).equals(SEPARATOR);
      int from = isDoubled ? at + 1 : at;
      at = from;
      while (at < lines.size() && !isEnd(lines, at, isDoubled)) {
        at++;
      }
      String expected = String.join("\n", lines.subList(from, at));
      at += isDoubled ? 2 : 0;
      steps.add(step(start + 1, line, input, expected));
    }
    return new Script(file, List.copyOf(steps));
  }

  private static boolean isEnd(List<String> lines, int at, boolean isDoubled) {
    if (!isDoubled) {
      return lines.get(at).isEmpty();
    }
    return lines.get(at).equals(SEPARATOR)
        && at + 1 < lines.size()
        && lines.get(at + 1).equals(SEPARATOR);
  }

  private static Step step(int number, String line, String input, String expected) {
    Matcher matcher = ARGUMENT.matcher(line);
    List<Argument> words = new ArrayList<>();
    while (matcher.find()) {
      Optional<String> list = Optional.ofNullable(matcher.group(2));
      Optional<String> single = Optional.ofNullable(matcher.group(3));
      List<String> values =
          list.map(inside -> inside.isBlank() ? List.<String>of() : split(inside))
              .orElseGet(() -> single.map(List::of).orElse(List.of()));
      words.add(new Argument(matcher.group(1), values));
    }
    return new Step(
        number, words.getFirst().key(), words.subList(1, words.size()), input, expected);
  }

  private static List<String> split(String inside) {
    return List.of(inside.strip().split("\\s*,\\s*"));
  }
}
