package io.fireweed.cli.command;

import java.util.List;
import java.util.Optional;

/// How many arguments a command takes, and what it says about any other number.
public sealed interface ArgumentCount {
  /// Any number; the command itself looks at them.
  record Any() implements ArgumentCount {}

  /// None. etcd's tools ignore what is given all the same; ours name it.
  record None() implements ArgumentCount {}

  /// A number between two limits, both included.
  record Between(int min, int max) implements ArgumentCount {}

  /// {@return exactly `count` arguments}
  static ArgumentCount exactly(int count) {
    return new Between(count, count);
  }

  /// {@return what is wrong with this list, if anything}
  default Optional<String> complaint(Command command, List<String> arguments) {
    int count = arguments.size();
    return switch (this) {
      case Any _ -> Optional.empty();
      case None _ ->
          count == 0
              ? Optional.empty()
              : Optional.of(
                  "unknown argument "
                      + GoQuote.quote(arguments.getFirst())
                      + " for "
                      + GoQuote.quote(command.name()));
      case Between(int min, int max) -> {
        if (count >= min && count <= max) {
          yield Optional.empty();
        }
        String wanted = min == max ? "" + min : min + " to " + max;
        yield Optional.of("accepts " + wanted + " arg(s), received " + count);
      }
    };
  }
}
