package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.OtherProgramFailure;
import io.fireweed.cli.command.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A program that a command runs. It prints where this one prints; nothing is piped into it.
///
/// @param words the program and its arguments
record OtherProgram(List<String> words) {
  private static final int NOT_STARTED = 1;

  OtherProgram {
    words = List.copyOf(words);
  }

  /// Runs it to its end. When this thread is interrupted it is asked to end, and waited for.
  ///
  /// @param more variables added to the environment
  /// @throws OtherProgramFailure when it cannot be run or ends with something else than 0
  void run(Terminal terminal, Map<String, String> more) {
    terminal.out().flush();
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    builder.redirectInput(Path.of("/dev/null").toFile());
    builder.environment().putAll(more);
    int code = await(start(builder));
    if (code != 0) {
      throw new OtherProgramFailure(code, "exit status " + code);
    }
  }

  /// {@return the words as Go prints a list of texts}
  String text() {
    return words.stream().map(GoQuote::quote).collect(Collectors.joining(" ", "[", "]"));
  }

  private Process start(ProcessBuilder builder) {
    String program = words.getFirst();
    try {
      return builder.start();
    } catch (IOException e) {
      if (!program.contains("/")) {
        throw new OtherProgramFailure(
            NOT_STARTED,
            "exec: " + GoQuote.quote(program) + ": executable file not found in $PATH");
      }
      boolean there = Files.exists(Path.of(program));
      throw new OtherProgramFailure(
          NOT_STARTED,
          "fork/exec "
              + program
              + ": "
              + (there ? "permission denied" : "no such file or directory"));
    }
  }

  private static int await(Process process) {
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException asked) {
        process.destroy();
      }
    }
  }
}
