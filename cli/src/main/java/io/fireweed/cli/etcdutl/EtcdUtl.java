package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandLine;
import io.fireweed.cli.command.Completion;
import io.fireweed.cli.command.Dialect;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Terminal;
import io.fireweed.format.schema.EtcdRelease;
import java.util.List;

/// The entry point of `etcdutl`.
public final class EtcdUtl {
  private EtcdUtl() {}

  /// Runs one command and exits with its code.
  public static void main(String[] args) {
    int code = new CommandLine(program(), Dialect.ETCD, Terminal.system()).run(args);
    // Everything is flushed, and an orderly exit would first start the logging system: 15 ms.
    Runtime.getRuntime().halt(code);
  }

  /// {@return everything `etcdutl` can do}
  public static Command program() {
    return new Command(
        "etcdutl",
        "[command]",
        "Works on etcd's files while no etcd runs on them.",
        DETAILS,
        List.of(
            OutputFlag.flag(),
            Flag.duration(
                "timeout", "10s", "how long to wait for a file that is in use (0 waits forever)")),
        new Command.Body.Group(
            List.of(
                Completion.command(),
                DefragCommand.command(),
                HashKvCommand.command(),
                IterateBucketCommand.command(),
                ListBucketCommand.command(),
                MigrateCommand.command(),
                Command.group(
                    "snapshot",
                    "Manages etcd node snapshots",
                    List.of(
                        SnapshotStatus.command(ReleaseStyle.UTL_3_7),
                        SnapshotRestore.command(EtcdRelease.V3_7))),
                VersionCommand.of("etcdutl"))));
  }

  private static final String DETAILS =
      """
      Reads and writes the files of etcd 3.4 to 3.7: snapshots, data directories, WALs. A file that
      is read is never modified; a directory or file that is written appears whole or not at all.

      Exit codes: 0 done; 1 failed; 3 the input is damaged in a way etcd's own tool does not tell;
      4 this command cannot print that output format; 128 arguments that do not go together.
      """;
}
