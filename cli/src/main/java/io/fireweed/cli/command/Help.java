package io.fireweed.cli.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// The help text of a command.
final class Help {
  private static final String INDENT = "  ";

  private Help() {}

  /// {@return the words that call the last command of `path`}
  static String pathText(List<Command> path) {
    return path.stream().map(Command::name).collect(Collectors.joining(" "));
  }

  /// Prints everything about a command.
  static void print(List<Command> path, PrintStream out) {
    Command command = path.getLast();
    out.println(command.summary());
    out.println();
    if (!command.details().isEmpty()) {
      out.println(command.details().strip());
      out.println();
    }
    printUsage(path, out);
  }

  /// Prints how to call it, its commands and its flags.
  static void printUsage(List<Command> path, PrintStream out) {
    Command command = path.getLast();
    String synopsis = command.synopsis().isEmpty() ? "" : " " + command.synopsis();
    boolean leaf = command.children().isEmpty();
    out.println("Usage:");
    out.println(INDENT + pathText(path) + synopsis + (leaf ? " [flags]" : ""));
    printChildren(command, out);
    List<Flag> own = new ArrayList<>(command.flags());
    own.add(
        new Flag(
            "help",
            "h",
            FlagKind.SWITCH,
            "false",
            Flag.Requirement.OPTIONAL,
            "help for " + command.name()));
    printFlags("Flags:", own, out);
    List<Flag> inherited =
        path.subList(0, path.size() - 1).stream().flatMap(c -> c.flags().stream()).toList();
    if (!inherited.isEmpty()) {
      printFlags("Global Flags:", inherited, out);
    }
    if (!leaf) {
      out.println();
      out.println(
          "Use \"" + pathText(path) + " [command] --help\" for more information about a command.");
    }
    out.println();
  }

  private static void printChildren(Command command, PrintStream out) {
    List<Command> children = command.children();
    if (children.isEmpty()) {
      return;
    }
    int width = children.stream().mapToInt(c -> c.name().length()).max().orElse(0) + 1;
    out.println();
    out.println("Available Commands:");
    children.stream()
        .sorted(Comparator.comparing(Command::name))
        .forEach(c -> out.println(INDENT + pad(c.name(), Math.max(width, 12)) + c.summary()));
  }

  private static void printFlags(String title, List<Flag> flags, PrintStream out) {
    List<Flag> sorted = flags.stream().sorted(Comparator.comparing(Flag::name)).toList();
    int width = sorted.stream().mapToInt(f -> left(f).length()).max().orElse(0) + 3;
    out.println();
    out.println(title);
    for (Flag flag : sorted) {
      String told = flag.toldDefault().map(value -> " (default " + value + ")").orElse("");
      out.println(pad(left(flag), width) + flag.usage().replace("`", "") + told);
    }
  }

  private static String left(Flag flag) {
    String letter = flag.shorthand().isEmpty() ? "    " : "-" + flag.shorthand() + ", ";
    String word = valueWord(flag);
    return INDENT + letter + "--" + flag.name() + (word.isEmpty() ? "" : " " + word);
  }

  /// A word between back quotes in the usage names the value.
  private static String valueWord(Flag flag) {
    int from = flag.usage().indexOf('`');
    int to = flag.usage().indexOf('`', from + 1);
    return from >= 0 && to > from ? flag.usage().substring(from + 1, to) : flag.kind().word();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
