package io.fireweed.cli.command;

import java.util.List;

/// Words that do not make a call. The path leads from the program to the command that was meant.
final class UsageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Command> path;

  UsageException(List<Command> path, String message) {
    super(message);
    this.path = List.copyOf(path);
  }

  List<Command> path() {
    return path;
  }
}
