package io.fireweed.cli.command;

import java.util.List;
import java.util.Optional;

/// One command, or a group of them.
///
/// @param synopsis what follows the name in the usage line, for instance `<filename>`
/// @param summary one phrase for lists of commands
/// @param details paragraphs for the command's own help: what it reads and writes, exit codes,
///     examples
/// @param flags those of this command; the flags of a group hold for everything below it
public record Command(
    String name, String synopsis, String summary, String details, List<Flag> flags, Body body) {
  /// What is behind the name.
  public sealed interface Body {
    /// Other commands, in the order of the help text.
    record Group(List<Command> children) implements Body {
      public Group {
        children = List.copyOf(children);
      }
    }

    /// Something to do.
    record Leaf(ArgumentCount arguments, Action action) implements Body {}
  }

  public Command {
    flags = List.copyOf(flags);
  }

  /// {@return a group without flags of its own}
  public static Command group(String name, String summary, List<Command> children) {
    return new Command(name, "[command]", summary, "", List.of(), new Body.Group(children));
  }

  List<Command> children() {
    return switch (body) {
      case Body.Group(List<Command> children) -> children;
      case Body.Leaf _ -> List.of();
    };
  }

  /// {@return the child called `word`, or the only one whose name starts with it}
  Optional<Command> findChild(String word) {
    List<Command> children = children();
    Optional<Command> exact = children.stream().filter(c -> c.name.equals(word)).findFirst();
    if (exact.isPresent() || word.isEmpty()) {
      return exact;
    }
    List<Command> longer = children.stream().filter(c -> c.name.startsWith(word)).toList();
    return longer.size() == 1 ? Optional.of(longer.getFirst()) : Optional.empty();
  }
}
