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
///
/// @param lines the file as it is
record Script(Path file, List<String> lines, List<Step> steps) {
  private static final String SEPARATOR = "----";
  private static final Pattern ARGUMENT =
      Pattern.compile("([^\\s=()]+)(?:=(?:\\(([^)]*)\\)|(\\S*)))?");

  /// One command.
  ///
  /// @param line where it starts in the file, from 1
  /// @param expectedFrom the line after the separator, from 0
  /// @param expectedTo the first line that is not of this step
  record Step(
      int line, Command command, String input, String expected, int expectedFrom, int expectedTo) {
    String verb() {
      return command.verb();
    }

    /// {@return the input lines, each read as one more command}
    List<Command> inputCommands() {
      return input.lines().filter(text -> !text.isBlank()).map(Command::parse).toList();
    }
  }

  /// A verb and its arguments.
  record Command(String verb, List<Argument> arguments) {
    static Command parse(String line) {
      Matcher matcher = ARGUMENT.matcher(line);
      List<Argument> words = new ArrayList<>();
      int end = 0;
      while (matcher.find()) {
        if (!line.substring(end, matcher.start()).isBlank()) {
          throw new IllegalArgumentException("cannot read the command: " + line);
        }
        end = matcher.end();
        Optional<String> list = Optional.ofNullable(matcher.group(2));
        Optional<String> single = Optional.ofNullable(matcher.group(3));
        List<String> values =
            list.map(inside -> inside.isBlank() ? List.<String>of() : split(inside))
                .orElseGet(() -> single.map(List::of).orElse(List.of()));
        words.add(new Argument(matcher.group(1), values));
      }
      if (words.isEmpty() || !line.substring(end).isBlank()) {
        throw new IllegalArgumentException("cannot read the command: " + line);
      }
      return new Command(words.getFirst().key(), List.copyOf(words.subList(1, words.size())));
    }

    private static List<String> split(String inside) {
      return List.of(inside.strip().split("\\s*,\\s*|\\s+"));
    }

    /// {@return this command, which has this many bare words and no key but `keys`}
    Command expect(int least, int most, String... keys) {
      int words = 0;
      for (Argument argument : arguments) {
        boolean isKnown = List.of(keys).contains(argument.key());
        if (argument.values().isEmpty() && !isKnown) {
          words++;
        } else if (!isKnown) {
          throw new IllegalArgumentException(verb + " has no argument " + argument.key());
        }
      }
      if (words < least || words > most) {
        throw new IllegalArgumentException(
            "%s takes %d to %d words, not %d".formatted(verb, least, most, words));
      }
      return this;
    }

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

    /// {@return the value of `key=value`, which must be given}
    String required(String key) {
      return find(key)
          .filter(values -> values.size() == 1)
          .map(List::getFirst)
          .orElseThrow(() -> new IllegalArgumentException(verb + " needs one " + key));
    }

    boolean isSet(String key) {
      String value = value(key, "false");
      return switch (value) {
        case "true" -> true;
        case "false" -> false;
        default -> throw new IllegalArgumentException(key + " is true or false, not " + value);
      };
    }

    String word(int position) {
      return arguments.get(position).key();
    }

    long number(int position) {
      return Long.parseUnsignedLong(word(position));
    }

    int member() {
      return Integer.parseInt(word(0));
    }

    /// {@return the arguments that are bare words, which must be members}
    List<Integer> members() {
      return arguments.stream()
          .filter(argument -> argument.values().isEmpty())
          .map(argument -> Integer.parseInt(argument.key()))
          .toList();
    }
  }

  /// `key`, or `key=value`, or `key=(value,value)`.
  record Argument(String key, List<String> values) {}

  static Script read(Path file) throws IOException {
    List<String> lines = Files.readString(file).lines().toList();
    List<Step> steps = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at);
      if (line.isBlank() || line.startsWith("#")) {
        at++;
        continue;
      }
      Step step = step(file, lines, at);
      steps.add(step);
      at = step.expectedTo();
    }
    return new Script(file, lines, List.copyOf(steps));
  }

  private static Step step(Path file, List<String> lines, int start) {
    int at = start;
    while (at < lines.size() && !lines.get(at).equals(SEPARATOR)) {
      at++;
    }
    if (at == lines.size()) {
      throw new IllegalArgumentException(file + ":" + (start + 1) + ": command without ----");
    }
    String input = String.join("\n", lines.subList(start + 1, at));
    int expectedFrom = at + 1;
    boolean isDoubled = isSeparator(lines, expectedFrom);
    int from = isDoubled ? expectedFrom + 1 : expectedFrom;
    at = from;
    while (at < lines.size() && !isEnd(lines, at, isDoubled)) {
      at++;
    }
    String expected = String.join("\n", lines.subList(from, at));
    at += isDoubled ? 2 : 0;
    Command command = Command.parse(lines.get(start));
    return new Step(start + 1, command, input, expected, expectedFrom, Math.min(at, lines.size()));
  }

  private static boolean isEnd(List<String> lines, int at, boolean isDoubled) {
    if (!isDoubled) {
      return lines.get(at).isEmpty();
    }
    return isSeparator(lines, at) && isSeparator(lines, at + 1);
  }

  private static boolean isSeparator(List<String> lines, int at) {
    return at < lines.size() && lines.get(at).equals(SEPARATOR);
  }

  /// {@return the file with these outputs in place of the expected ones}
  String with(List<String> outputs) {
    List<String> next = new ArrayList<>();
    int copied = 0;
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      next.addAll(lines.subList(copied, step.expectedFrom()));
      String output = outputs.get(i);
      boolean isDoubled = output.lines().anyMatch(String::isEmpty);
      if (isDoubled) {
        next.add(SEPARATOR);
      }
      output.lines().forEach(next::add);
      if (isDoubled) {
        next.addAll(List.of(SEPARATOR, SEPARATOR));
      }
      copied = step.expectedTo();
    }
    next.addAll(lines.subList(copied, lines.size()));
    return String.join("\n", next) + "\n";
  }
}
