package io.fireweed.cli.command;

import java.io.IOException;

/// What a command does.
@FunctionalInterface
public interface Action {
  /// Runs once. Trouble is thrown: a [CommandFailure], a `Fault` or an [IOException].
  ExitCode run(Invocation invocation) throws IOException;
}
