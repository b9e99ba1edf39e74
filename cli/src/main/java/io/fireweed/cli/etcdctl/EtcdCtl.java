package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandLine;
import io.fireweed.cli.command.Completion;
import io.fireweed.cli.command.Dialect;
import io.fireweed.cli.command.RawWords;
import io.fireweed.cli.command.Terminal;
import io.fireweed.cli.etcdutl.ReleaseStyle;
import io.fireweed.cli.etcdutl.SnapshotRestore;
import io.fireweed.cli.etcdutl.SnapshotStatus;
import io.fireweed.cli.etcdutl.VersionCommand;
import io.fireweed.format.schema.EtcdRelease;
import java.util.List;

/// The entry point of `etcdctl`.
///
/// All that etcdctl of 3.7 does against a live cluster, and what that of 3.4 and 3.5 does offline.
public final class EtcdCtl {
  private static final String DETAILS =
      """
      Every flag below is also taken from the environment, as ETCDCTL_ENDPOINTS and the like;
      ETCDCTL_API=3 is accepted.

      The offline commands of etcdctl 3.4 and 3.5, which newer releases moved to etcdutl: snapshot
      status, snapshot restore, defrag --data-dir.

      Restore writes what 3.5 writes: the members of the old cluster are removed, which etcdctl 3.4
      leaves in place and 3.6 refuses to start on.
      """;

  private EtcdCtl() {}

  /// Runs one command and exits with its code.
  public static void main(String[] args) {
    // A short command uses neither events for profilers nor sockets of a native library.
    System.setProperty("io.netty.jfr.enabled", "false");
    System.setProperty("io.netty.transport.noNative", "true");
    int code =
        new CommandLine(program(), Dialect.ETCD, Terminal.system()).run(RawWords.typed(args));
    // Everything is flushed, and an orderly exit would first start the logging system: 15 ms.
    Runtime.getRuntime().halt(code);
  }

  /// {@return everything `etcdctl` can do}
  public static Command program() {
    return new Command(
        "etcdctl",
        "[command]",
        "A command line client for etcd.",
        DETAILS,
        GlobalFlags.all(),
        new Command.Body.Group(
            List.of(
                AlarmCommands.group(),
                AuthCommands.group(),
                CheckCommands.group(),
                CompactionCommand.command(),
                Completion.command(),
                DelCommand.command(),
                DowngradeCommands.group(),
                ElectCommand.command(),
                EndpointCommands.group(),
                GetCommand.command(),
                LeaseCommands.group(),
                LiveDefrag.command(),
                LockCommand.command(),
                MakeMirrorCommand.command(),
                MemberCommands.group(),
                MoveLeaderCommand.command(),
                PutCommand.command(),
                RoleCommands.group(),
                Command.group(
                    "snapshot",
                    "Manages etcd node snapshots",
                    List.of(
                        SnapshotSave.command(),
                        SnapshotStatus.command(ReleaseStyle.CTL_3_4),
                        SnapshotRestore.command(EtcdRelease.V3_5))),
                TxnCommand.command(),
                UserCommands.group(),
                VersionCommand.of("etcdctl"),
                WatchCommand.command())));
  }
}
