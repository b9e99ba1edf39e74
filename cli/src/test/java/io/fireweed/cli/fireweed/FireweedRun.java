package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.CommandLine;
import io.fireweed.cli.command.Dialect;
import io.fireweed.cli.command.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// One call of `fireweed` inside this process: its exit code and what it printed.
record FireweedRun(int exitCode, String out, String err) {
  static FireweedRun of(Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, false, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Map.of());
    String[] texts = List.of(words).stream().map(Object::toString).toArray(String[]::new);
    int exitCode = new CommandLine(Fireweed.program(), Dialect.FIREWEED, terminal).run(texts);
    return new FireweedRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  List<String> lines() {
    return out.lines().toList();
  }

  /// {@return this call, which must have ended with that code and without a stack trace}
  FireweedRun requireExit(int expected) {
    if (exitCode != expected || err.contains("\tat ") || err.contains("defect")) {
      throw new AssertionError("expected exit code " + expected + ": " + this);
    }
    return this;
  }
}
