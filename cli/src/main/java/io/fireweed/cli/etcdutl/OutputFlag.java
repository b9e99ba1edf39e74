package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.cli.print.OutputFormat;

/// The flag `-w`, `--write-out`.
public final class OutputFlag {
  private static final String NAME = "write-out";

  private OutputFlag() {}

  /// {@return the flag, to be put on a program}
  public static Flag flag() {
    return Flag.string(
            NAME, "simple", "set the output format (fields, json, protobuf, simple, table)")
        .orShort("w");
  }

  /// {@return the format that was asked for; an unknown one ends with 4, as in etcd's tools}
  public static OutputFormat of(Invocation call) {
    return OutputFormat.find(call.text(NAME))
        .orElseThrow(
            () -> new CommandFailure(ExitCode.ETCD_BAD_FORMAT, "unsupported output format"));
  }

  /// {@return the failure of a command that cannot print `format`, to be thrown}
  public static CommandFailure cannotPrint(OutputFormat format) {
    return new CommandFailure(
        ExitCode.ETCD_BAD_FORMAT, format.word() + " not supported as output format");
  }
}
