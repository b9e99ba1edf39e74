package io.fireweed.cli.command;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one call of a command was given: arguments, flags (checked), and where to print.
///
/// @param path the commands from the program down to the one that runs
/// @param afterDash how many of the arguments followed a `--`; -1 without one
public record Invocation(
    List<Command> path,
    List<String> arguments,
    int afterDash,
    FlagValues flags,
    Terminal terminal) {
  public Invocation {
    path = List.copyOf(path);
    arguments = List.copyOf(arguments);
  }

  /// The value of each flag of a command, given or not.
  ///
  /// @param known the flags that may be asked for, by name
  /// @param given the values that were given, by name; lists joined by commas
  public record FlagValues(Map<String, Flag> known, Map<String, String> given) {
    public FlagValues {
      known = Map.copyOf(known);
      given = Map.copyOf(given);
    }

    String value(String name) {
      Flag flag = known.get(name);
      if (flag == null) {
        throw new IllegalStateException("no flag named " + name);
      }
      return given.getOrDefault(name, flag.fallback());
    }
  }

  /// {@return a call of a command from words typed elsewhere than on the command line; nothing when
  /// they make no call}
  public static Optional<Invocation> parse(Command command, List<String> words, Terminal terminal) {
    try {
      FlagParser.Parsed parsed = FlagParser.parse(command, words);
      return parsed.wantsHelp()
          ? Optional.empty()
          : Optional.of(
              new Invocation(
                  parsed.path(), parsed.arguments(), parsed.afterDash(), parsed.flags(), terminal));
    } catch (UsageException e) {
      return Optional.empty();
    }
  }

  /// {@return what is wrong with words typed elsewhere than on the command line, if anything}
  public static Optional<String> complaint(Command command, List<String> words) {
    try {
      FlagParser.parse(command, words);
      return Optional.empty();
    } catch (UsageException e) {
      return Optional.ofNullable(e.getMessage());
    }
  }

  /// {@return the same call without its first arguments}
  public Invocation without(int firstArguments) {
    return new Invocation(
        path,
        arguments.subList(firstArguments, arguments.size()),
        Math.min(afterDash, arguments.size() - firstArguments),
        flags,
        terminal);
  }

  /// {@return the program this runs in}
  public Command program() {
    return path.getFirst();
  }

  /// {@return whether the flag was on the command line}
  public boolean isGiven(String flag) {
    return flags.given().containsKey(flag);
  }

  public String text(String flag) {
    return flags.value(flag);
  }

  /// {@return whether a switch is on}
  public boolean isOn(String flag) {
    return FlagKind.isTrue(flags.value(flag));
  }

  /// {@return a number; one of an unsigned flag may exceed `Long.MAX_VALUE` and is negative then}
  public long number(String flag) {
    return GoNumber.value(flags.value(flag));
  }

  public Duration duration(String flag) {
    return GoDuration.value(flags.value(flag));
  }

  /// {@return a duration, or nothing if the program has no such flag}
  public Optional<Duration> findDuration(String flag) {
    return flags.known().containsKey(flag) ? Optional.of(duration(flag)) : Optional.empty();
  }

  /// {@return the parts of a list flag}
  public List<String> list(String flag) {
    String value = flags.value(flag);
    return value.isEmpty() ? List.of() : Arrays.asList(value.split(",", -1));
  }

  /// {@return an argument as a path}
  public Path pathArgument(int index) {
    return toPath(arguments.get(index));
  }

  /// {@return a flag's value as a path}
  public Path pathFlag(String flag) {
    return toPath(flags.value(flag));
  }

  private static Path toPath(String text) {
    if (text.isEmpty()) {
      throw new CommandFailure(ExitCode.FAILED, "open : no such file or directory");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new CommandFailure(
          ExitCode.FAILED, "open " + GoQuote.quote(text) + ": invalid argument");
    }
  }
}
