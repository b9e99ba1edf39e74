package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import java.io.PrintStream;
import java.util.List;

/// `version`: the release of etcd whose tools these programs stand in for.
public final class VersionCommand {
  /// The etcd release whose behaviour is followed where releases differ.
  public static final String ETCD_VERSION = "3.7.1";

  private static final String API_VERSION = "3.7";

  private VersionCommand() {}

  /// {@return the command for a program of that name}
  public static Command of(String program) {
    return new Command(
        "version",
        "",
        "Prints the version of " + program,
        "The version is that of the etcd release whose behaviour this program follows.",
        List.of(),
        new Command.Body.Leaf(
            new ArgumentCount.Any(),
            invocation -> {
              PrintStream out = invocation.terminal().out();
              out.println(program + " version: " + ETCD_VERSION);
              out.println("API version: " + API_VERSION);
              return ExitCode.DONE;
            }));
  }
}
