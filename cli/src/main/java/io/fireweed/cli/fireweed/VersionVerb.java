package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import java.util.List;

/// `fireweed version`.
final class VersionVerb {
  private static final String VERSION = "0.1.0";

  private VersionVerb() {}

  static Command command() {
    return new Command(
        "version",
        "",
        "Prints the version of fireweed",
        "",
        List.of(),
        new Command.Body.Leaf(
            new ArgumentCount.None(),
            call -> {
              call.terminal().out().println("fireweed version: " + VERSION);
              call.terminal().out().println("etcd files: 3.4 to 3.7");
              return ExitCode.DONE;
            }));
  }
}
