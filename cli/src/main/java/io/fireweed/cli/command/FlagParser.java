package io.fireweed.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the words after a program's name: which command, which flags, which arguments.
final class FlagParser {
  /// What the words say.
  ///
  /// @param afterDash how many of the arguments followed a `--`; -1 without one
  /// @param wantsHelp `-h` or `--help` was among them
  record Parsed(
      List<Command> path,
      List<String> arguments,
      int afterDash,
      Invocation.FlagValues flags,
      boolean wantsHelp) {}

  private static final String HELP = "help";

  private final List<Command> path = new ArrayList<>();
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> given = new LinkedHashMap<>();
  private final List<String> words;
  private List<String> remaining = List.of();
  private boolean wantsHelp;
  private int next;
  private int afterDash = -1;

  private FlagParser(Command program, List<String> words) {
    this.path.add(program);
    this.words = words;
  }

  /// {@return what the words say}
  ///
  /// @throws UsageException when a flag is unknown or its value does not fit
  static Parsed parse(Command program, List<String> words) {
    FlagParser parser = new FlagParser(program, words);
    parser.findCommand();
    parser.readWords();
    return new Parsed(
        List.copyOf(parser.path),
        List.copyOf(parser.arguments),
        parser.afterDash,
        new Invocation.FlagValues(parser.knownFlags(), parser.given),
        parser.wantsHelp);
  }

  /// Descends into groups by the words that are neither flags nor their values, and leaves the
  /// flags for the command that was found: it may know more of them.
  private void findCommand() {
    List<String> rest = new ArrayList<>(words);
    int at = 0;
    while (at < rest.size()) {
      String word = rest.get(at);
      if (word.equals("--")) {
        break;
      }
      if (word.startsWith("-") && word.length() > 1) {
        at += takesNextWord(word) ? 2 : 1;
        continue;
      }
      Optional<Command> child = command().findChild(word);
      if (child.isEmpty()) {
        break;
      }
      path.add(child.get());
      rest.remove(at);
    }
    this.remaining = rest;
  }

  private boolean takesNextWord(String word) {
    if (word.contains("=")) {
      return false;
    }
    if (word.startsWith("--")) {
      return findLong(word.substring(2)).filter(f -> !f.isSwitch()).isPresent();
    }
    return word.length() == 2 && findShort(word.charAt(1)).filter(f -> !f.isSwitch()).isPresent();
  }

  private void readWords() {
    while (next < remaining.size()) {
      String word = remaining.get(next++);
      if (word.equals("--")) {
        afterDash = remaining.size() - next;
        arguments.addAll(remaining.subList(next, remaining.size()));
        return;
      }
      if (word.startsWith("--")) {
        readLong(word);
      } else if (word.startsWith("-") && word.length() > 1) {
        readShort(word);
      } else {
        arguments.add(word);
      }
    }
  }

  private void readLong(String word) {
    int equals = word.indexOf('=');
    String name = equals < 0 ? word.substring(2) : word.substring(2, equals);
    if (name.isEmpty() || name.startsWith("-")) {
      throw usage("bad flag syntax: " + word);
    }
    Optional<Flag> found = findLong(name);
    if (found.isEmpty()) {
      if (name.equals(HELP)) {
        wantsHelp = true;
        return;
      }
      throw usage("unknown flag: --" + name);
    }
    Flag flag = found.get();
    if (equals >= 0) {
      set(flag, word.substring(equals + 1));
    } else if (flag.isSwitch()) {
      set(flag, "true");
    } else if (next < remaining.size()) {
      set(flag, remaining.get(next++));
    } else {
      throw usage("flag needs an argument: " + word);
    }
  }

  private void readShort(String word) {
    for (int at = 1; at < word.length(); at++) {
      char letter = word.charAt(at);
      Optional<Flag> found = findShort(letter);
      if (found.isEmpty()) {
        if (letter == 'h') {
          wantsHelp = true;
          return;
        }
        throw usage("unknown shorthand flag: '" + letter + "' in -" + word.substring(at));
      }
      Flag flag = found.get();
      String rest = word.substring(at + 1);
      if (rest.startsWith("=")) {
        set(flag, rest.substring(1));
        return;
      }
      if (!flag.isSwitch()) {
        setShort(flag, word.substring(at), rest);
        return;
      }
      set(flag, "true");
    }
  }

  private void setShort(Flag flag, String letters, String rest) {
    if (!rest.isEmpty()) {
      set(flag, rest);
    } else if (next < remaining.size()) {
      set(flag, remaining.get(next++));
    } else {
      throw usage("flag needs an argument: '" + letters.charAt(0) + "' in -" + letters);
    }
  }

  private void set(Flag flag, String value) {
    String complaint = flag.kind().complaint(value);
    if (!complaint.isEmpty()) {
      throw usage(
          "invalid argument "
              + GoQuote.quote(value)
              + " for "
              + GoQuote.quote(flag.spelling())
              + " flag: "
              + complaint);
    }
    if (flag.kind() == FlagKind.STRINGS && given.containsKey(flag.name())) {
      given.merge(flag.name(), value, (a, b) -> a + "," + b);
    } else {
      given.put(flag.name(), value);
    }
  }

  private Command command() {
    return path.getLast();
  }

  private Map<String, Flag> knownFlags() {
    Map<String, Flag> known = new LinkedHashMap<>();
    for (Command command : path) {
      command.flags().forEach(flag -> known.put(flag.name(), flag));
    }
    return known;
  }

  private Optional<Flag> findLong(String name) {
    return Optional.ofNullable(knownFlags().get(name));
  }

  private Optional<Flag> findShort(char letter) {
    return knownFlags().values().stream()
        .filter(flag -> flag.shorthand().length() == 1 && flag.shorthand().charAt(0) == letter)
        .findFirst();
  }

  private UsageException usage(String message) {
    return new UsageException(path, message);
  }
}
