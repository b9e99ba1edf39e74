package io.fireweed.cli.command;

/// How a program ends.
///
/// Some codes of etcd's own tools share numbers with ours: 4 is also an output format that a
/// command
/// cannot print, 128 a wrong combination of arguments.
public enum ExitCode {
  /// Done, and proven where proof was asked for.
  DONE(0),
  FAILED(1),
  USAGE(2),
  /// Input is damaged, or cannot be proven.
  DAMAGED(3),
  /// Refused for safety: going on could lose data.
  REFUSED(4),
  NOT_FOUND(5),
  /// The same call may succeed later.
  UNAVAILABLE(6),
  /// etcd's tools: no connection, or a lease call failed.
  ETCD_BAD_CONNECTION(2),
  /// etcd's tools: what was typed into a dialogue makes no sense.
  ETCD_BAD_INPUT(3),
  /// etcd's tools: interrupted, or a snapshot was not saved.
  ETCD_INTERRUPTED(5),
  /// etcd's tools: the output format is unknown, or this command cannot print it.
  ETCD_BAD_FORMAT(4),
  /// etcd's tools: arguments that do not go together.
  ETCD_BAD_ARGUMENTS(128);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  /// {@return the number the operating system sees}
  public int number() {
    return number;
  }
}
