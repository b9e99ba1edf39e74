package io.fireweed.cli.etcdctl;

import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandLine;
import io.fireweed.cli.command.Completion;
import io.fireweed.cli.command.Dialect;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Terminal;
import io.fireweed.cli.etcdutl.DefragCommand;
import io.fireweed.cli.etcdutl.OutputFlag;
import io.fireweed.cli.etcdutl.ReleaseStyle;
import io.fireweed.cli.etcdutl.SnapshotRestore;
import io.fireweed.cli.etcdutl.SnapshotStatus;
import io.fireweed.cli.etcdutl.VersionCommand;
import io.fireweed.format.schema.EtcdRelease;
import java.util.List;

/// The entry point of `etcdctl`.
///
/// Built so far: what etcdctl of 3.4 and 3.5 does offline. The flags about endpoints are accepted,
/// as runbooks give them with every command.
public final class EtcdCtl {
  private static final String DETAILS =
      """
      The offline commands of etcdctl 3.4 and 3.5, which newer releases moved to etcdutl: snapshot
      status, snapshot restore, defrag --data-dir. ETCDCTL_API=3 is accepted.

      Restore writes what 3.5 writes: the members of the old cluster are removed, which etcdctl 3.4
      leaves in place and 3.6 refuses to start on.
      """;

  private EtcdCtl() {}

  /// Runs one command and exits with its code.
  public static void main(String[] args) {
    int code = new CommandLine(program(), Dialect.ETCD, Terminal.system()).run(args);
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
        globalFlags(),
        new Command.Body.Group(
            List.of(
                Completion.command(),
                DefragCommand.command(),
                Command.group(
                    "snapshot",
                    "Manages etcd node snapshots",
                    List.of(
                        SnapshotStatus.command(ReleaseStyle.CTL_3_4),
                        SnapshotRestore.command(EtcdRelease.V3_5))),
                VersionCommand.of("etcdctl"))));
  }

  private static List<Flag> globalFlags() {
    return List.of(
        Flag.string(
            "cacert", "", "verify certificates of TLS-enabled servers using this CA bundle"),
        Flag.string("cert", "", "identify secure client using this TLS certificate file"),
        Flag.duration("command-timeout", "5s", "timeout for short running command"),
        Flag.onOff("debug", "enable client-side debug logging"),
        Flag.duration("dial-timeout", "2s", "dial timeout for client connections"),
        Flag.string("discovery-srv", "", "domain name to query for SRV records of endpoints")
            .orShort("d"),
        Flag.string("discovery-srv-name", "", "service name to query when using DNS discovery"),
        Flag.strings("endpoints", "127.0.0.1:2379", "gRPC endpoints"),
        Flag.onOff("hex", "print byte strings as hex encoded strings"),
        Flag.onOff("insecure-discovery", "accept insecure SRV records describing endpoints"),
        Flag.onOff("insecure-skip-tls-verify", "skip server certificate verification"),
        Flag.onOff("insecure-transport", "disable transport security for client connections"),
        Flag.duration("keepalive-time", "2s", "keepalive time for client connections"),
        Flag.duration("keepalive-timeout", "6s", "keepalive timeout for client connections"),
        Flag.string("key", "", "identify secure client using this TLS key file"),
        Flag.string("password", "", "password for authentication"),
        Flag.string("user", "", "username[:password] for authentication"),
        OutputFlag.flag());
  }
}
