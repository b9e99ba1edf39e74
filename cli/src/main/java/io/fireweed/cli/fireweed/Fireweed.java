package io.fireweed.cli.fireweed;

import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandLine;
import io.fireweed.cli.command.Completion;
import io.fireweed.cli.command.Dialect;
import io.fireweed.cli.command.Terminal;
import java.util.List;

/// The entry point of `fireweed`.
public final class Fireweed {
  private static final String DETAILS =
      """
      Reads, proves, salvages and restores what etcd 3.4 to 3.7 wrote: snapshots, copied db files,
      data directories of members that no longer start. A POINT is a snapshot file, a db file or a
      data directory. Inputs are opened for reading only and stay as they are; outputs appear whole
      or not at all, and never replace anything.

      Exit codes: 0 done and proven; 1 failed; 2 wrong usage; 3 the input is damaged, or the result
      is not proven; 4 refused, because going on could lose data; 5 not found; 6 unavailable, try
      again; 130 interrupted.
      """;

  private Fireweed() {}

  /// Runs one command and exits with its code.
  public static void main(String[] args) {
    int code = new CommandLine(program(), Dialect.FIREWEED, Terminal.system()).run(args);
    // Everything is flushed, and an orderly exit would first start the logging system: 15 ms.
    Runtime.getRuntime().halt(code);
  }

  /// {@return everything `fireweed` can do}
  public static Command program() {
    return new Command(
        "fireweed",
        "[command]",
        "Brings etcd clusters back.",
        DETAILS,
        List.of(WriteOut.flag()),
        new Command.Body.Group(
            List.of(
                DrillVerb.command(),
                LsVerb.command(),
                GetVerb.command(),
                LogVerb.command(),
                DiffVerb.command(),
                DoctorVerb.command(),
                InspectVerb.command(),
                RestoreVerb.command(),
                SalvageVerb.command(),
                VerifyVerb.command(),
                VersionVerb.command(),
                Completion.command())));
  }
}
