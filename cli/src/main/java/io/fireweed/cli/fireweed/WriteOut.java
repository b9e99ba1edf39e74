package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;

/// The flag `-w`, `--write-out` of `fireweed`: tables for people, JSON for programs.
enum WriteOut {
  TABLE,
  JSON;

  private static final String NAME = "write-out";

  static Flag flag() {
    return Flag.string(NAME, "table", "how to print results: `table|json`").orShort("w");
  }

  static WriteOut of(Invocation call) {
    return switch (call.text(NAME)) {
      case "table", "simple" -> TABLE;
      case "json" -> JSON;
      default ->
          throw new CommandFailure(
              ExitCode.USAGE, "--write-out expected table or json, found " + call.text(NAME));
    };
  }
}
