package io.fireweed.cli.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Runs one call of a program, from its words to its exit code.
public final class CommandLine {
  private static final String HELP = "help";

  private final Command program;
  private final Dialect dialect;
  private final Terminal terminal;

  public CommandLine(Command program, Dialect dialect, Terminal terminal) {
    this.program = program;
    this.dialect = dialect;
    this.terminal = terminal;
  }

  /// {@return the number to exit with} Everything has been printed and flushed.
  public int run(String... words) {
    ExitCode code;
    try {
      code = dispatch(Arrays.asList(words));
    } catch (OtherProgramFailure e) {
      terminal.out().flush();
      terminal.err().println("Error: " + e.getMessage());
      return e.number();
    } catch (UsageException e) {
      code = tellUsage(e);
    } catch (RuntimeException | IOException | VirtualMachineError e) {
      code = Failures.tell(e, dialect, terminal);
    }
    terminal.out().flush();
    if (terminal.out().checkError() && code == ExitCode.DONE) {
      terminal.err().println("Error: standard output cannot be written");
      code = ExitCode.FAILED;
    }
    return code.number();
  }

  private ExitCode dispatch(List<String> words) throws IOException {
    if (!words.isEmpty() && words.getFirst().equals(HELP)) {
      List<String> rest = new ArrayList<>(words.subList(1, words.size()));
      rest.add("--help");
      return dispatch(rest);
    }
    FlagParser.Parsed parsed = FlagParser.parse(program, words);
    Command command = parsed.path().getLast();
    if (parsed.wantsHelp()) {
      Help.print(parsed.path(), terminal.out());
      return ExitCode.DONE;
    }
    return switch (command.body()) {
      case Command.Body.Group _ -> group(parsed);
      case Command.Body.Leaf(ArgumentCount count, Action action) -> {
        requireFlags(parsed);
        Optional<String> complaint = count.complaint(command, parsed.arguments());
        if (complaint.isPresent()) {
          throw new UsageException(parsed.path(), complaint.get());
        }
        yield action.run(
            new Invocation(
                parsed.path(),
                parsed.arguments(),
                parsed.afterDash(),
                withEnvironment(parsed.flags()),
                terminal));
      }
    };
  }

  /// A group without a command prints its help. A word that is no command of the group is an error
  /// everywhere: etcd's tools print help and end with 0 below the top, and a script then believes
  /// that its `snapshot savee` has made a backup.
  private ExitCode group(FlagParser.Parsed parsed) {
    if (!parsed.arguments().isEmpty()) {
      String word = parsed.arguments().getFirst();
      Command group = parsed.path().getLast();
      String text = "unknown command " + GoQuote.quote(word) + " for " + quotedPath(parsed.path());
      throw new UsageException(parsed.path(), text + Suggestion.after(word, group.children()));
    }
    Help.print(parsed.path(), terminal.out());
    return ExitCode.DONE;
  }

  /// A program of etcd takes its flags from `ETCDCTL_WRITE_OUT` and the like too; the same setting
  /// in both places is refused, as etcd does.
  private Invocation.FlagValues withEnvironment(Invocation.FlagValues flags) {
    Map<String, String> given = new HashMap<>(flags.given());
    for (String flag : program.flags().stream().map(Flag::name).toList()) {
      String variable = (program.name() + "_" + flag).toUpperCase(Locale.ROOT).replace('-', '_');
      String value = terminal.environment().get(variable);
      if (value == null || dialect != Dialect.ETCD) {
        continue;
      }
      if (given.put(flag, value) != null) {
        throw new CommandFailure(
            ExitCode.FAILED,
            "conflicting environment variable "
                + GoQuote.quote(variable)
                + " is shadowed by corresponding command-line flag (either unset environment"
                + " variable or disable flag)");
      }
    }
    return new Invocation.FlagValues(flags.known(), given);
  }

  private static void requireFlags(FlagParser.Parsed parsed) {
    String missing =
        parsed.flags().known().values().stream()
            .filter(flag -> flag.requirement() == Flag.Requirement.REQUIRED)
            .map(Flag::name)
            .filter(name -> !parsed.flags().given().containsKey(name))
            .sorted()
            .map(GoQuote::quote)
            .collect(Collectors.joining(", "));
    if (!missing.isEmpty()) {
      throw new UsageException(parsed.path(), "required flag(s) " + missing + " not set");
    }
  }

  private static String quotedPath(List<Command> path) {
    return GoQuote.quote(Help.pathText(path));
  }

  private ExitCode tellUsage(UsageException e) {
    String text = e.getMessage();
    terminal.err().println("Error: " + text);
    if (e.path().getLast().body() instanceof Command.Body.Leaf) {
      Help.printUsage(e.path(), terminal.err());
    } else {
      terminal.err().println("Run '" + Help.pathText(e.path()) + " --help' for usage.");
    }
    return dialect == Dialect.ETCD ? ExitCode.FAILED : ExitCode.USAGE;
  }
}
