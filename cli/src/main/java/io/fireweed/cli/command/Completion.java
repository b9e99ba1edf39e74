package io.fireweed.cli.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The command `completion`: scripts that teach a shell the words of a program.
///
/// All of them hold one table, `words that lead to a command` → `words that may follow`, and find
/// the longest known beginning of what was typed.
public final class Completion {
  private Completion() {}

  /// {@return the group of commands to put into a program}
  ///
  /// Each prints its script for the whole program, itself included.
  public static Command command() {
    return Command.group(
        "completion",
        "Generate the autocompletion script for the specified shell",
        List.of(shell("bash"), shell("fish"), shell("powershell"), shell("zsh")));
  }

  private static Command shell(String shell) {
    return new Command(
        shell,
        "",
        "Generate the autocompletion script for " + shell,
        "Prints the script on standard output. " + installing(shell),
        List.of(),
        new Command.Body.Leaf(
            new ArgumentCount.None(),
            invocation -> {
              invocation.terminal().out().print(script(shell, invocation.program()));
              return ExitCode.DONE;
            }));
  }

  private static String installing(String shell) {
    return switch (shell) {
      case "bash" -> "To load it now: source <(PROGRAM completion bash)";
      case "fish" -> "To load it now: PROGRAM completion fish | source";
      case "zsh" -> "To load it now: source <(PROGRAM completion zsh)";
      default -> "To load it now: PROGRAM completion powershell | Out-String | Invoke-Expression";
    };
  }

  private static String script(String shell, Command program) {
    List<Row> rows = new ArrayList<>();
    collect(List.of(program), rows);
    String name = program.name();
    return switch (shell) {
      case "bash" -> bash(name, rows);
      case "zsh" -> "autoload -U +X bashcompinit && bashcompinit\n" + bash(name, rows);
      case "fish" -> fish(name, rows);
      default -> powershell(name, rows);
    };
  }

  /// @param lead the words that lead to a command, without the program's name
  /// @param words the commands and flags that may follow
  private record Row(String lead, List<String> words) {}

  private static void collect(List<Command> path, List<Row> rows) {
    Stream<String> commands = path.getLast().children().stream().map(Command::name);
    Stream<String> flags =
        path.stream().flatMap(c -> c.flags().stream()).map(flag -> "--" + flag.name());
    List<String> words =
        Stream.concat(commands, Stream.concat(flags, Stream.of("--help"))).toList();
    String lead =
        path.subList(1, path.size()).stream().map(Command::name).collect(Collectors.joining(" "));
    rows.add(new Row(lead, words));
    for (Command child : path.getLast().children()) {
      List<Command> longer = new ArrayList<>(path);
      longer.add(child);
      collect(longer, rows);
    }
  }

  private static String bash(String name, List<Row> rows) {
    StringBuilder table = new StringBuilder();
    for (Row row : rows) {
      table
          .append("    '")
          .append(row.lead())
          .append("') words='")
          .append(String.join(" ", row.words()))
          .append("' ;;\n");
    }
    return """
        # completion of NAME for bash and zsh
        _NAME_words() {
          local words=
          case $1 in
        TABLE    *) return 1 ;;
          esac
          printf '%s' "$words"
        }
        _NAME_complete() {
          local current=${COMP_WORDS[COMP_CWORD]} lead= next= word
          COMPREPLY=()
          for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
            case $word in -*) continue ;; esac
            next="${lead:+$lead }$word"
            _NAME_words "$next" >/dev/null && lead=$next
          done
          COMPREPLY=($(compgen -W "$(_NAME_words "$lead")" -- "$current"))
          [ ${#COMPREPLY[@]} -gt 0 ] || COMPREPLY=($(compgen -f -- "$current"))
        }
        complete -F _NAME_complete NAME
        """
        .replace("TABLE", table)
        .replace("NAME", name);
  }

  private static String fish(String name, List<Row> rows) {
    StringBuilder script = new StringBuilder("# completion of " + name + " for fish\n");
    for (Row row : rows) {
      String condition =
          row.lead().isEmpty()
              ? "__fish_use_subcommand"
              : Stream.of(row.lead().split(" "))
                  .map(word -> "__fish_seen_subcommand_from " + word)
                  .collect(Collectors.joining("; and "));
      for (String word : row.words()) {
        boolean flag = word.startsWith("--");
        script
            .append("complete -c ")
            .append(name)
            .append(flag ? "" : " -f")
            .append(" -n '")
            .append(condition)
            .append(flag ? "' -l " : "' -a ")
            .append(flag ? word.substring(2) : word)
            .append('\n');
      }
    }
    return script.toString();
  }

  private static String powershell(String name, List<Row> rows) {
    StringBuilder table = new StringBuilder();
    for (Row row : rows) {
      String words =
          row.words().stream().map(word -> "'" + word + "'").collect(Collectors.joining(","));
      table.append("    '").append(row.lead()).append("' = @(").append(words).append(")\n");
    }
    return """
        # completion of NAME for PowerShell
        Register-ArgumentCompleter -Native -CommandName NAME -ScriptBlock {
          param($current, $ast, $position)
          $table = @{
        TABLE  }
          $lead = ''
          foreach ($element in $ast.CommandElements | Select-Object -Skip 1) {
            $next = ("$lead " + $element.Extent.Text).Trim()
            if ($table.ContainsKey($next)) { $lead = $next }
          }
          $table[$lead] | Where-Object { $_ -like "$current*" }
        }
        """
        .replace("TABLE", table)
        .replace("NAME", name);
  }
}
