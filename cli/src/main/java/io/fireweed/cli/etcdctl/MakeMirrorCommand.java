package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.EtcdClient;
import io.fireweed.format.fault.Fault;
import java.util.List;

/// `make-mirror DESTINATION`: flags for [MakeMirror].
final class MakeMirrorCommand {
  private static final String PREFIX = "prefix";
  private static final String REV = "rev";
  private static final String OPERATIONS = "max-txn-ops";
  private static final String DEST_PREFIX = "dest-prefix";
  private static final String NO_DEST_PREFIX = "no-dest-prefix";
  private static final long OPERATIONS_DEFAULT = 128;

  private static final String DETAILS =
      """
      Copies the keys, then every change, until it is ended or fails. Prints how many changes it has
      copied, every 30 seconds. Leases are not copied. When it fails, the last line says with which
      --rev to go on.
      """;

  private MakeMirrorCommand() {}

  static Command command() {
    return new Command(
        "make-mirror",
        "[options] <destination>",
        "Makes a mirror at the destination etcd cluster",
        DETAILS,
        List.of(
            Flag.string(
                "dest-cacert",
                "",
                "Verify certificates of TLS enabled servers using this CA bundle"),
            Flag.string("dest-cert", "", "Identify secure client using this TLS certificate file"),
            GlobalFlags.on(
                "dest-insecure-transport", "Disable transport security for client connections"),
            Flag.string("dest-key", "", "Identify secure client using this TLS key file"),
            Flag.string("dest-password", "", "Destination password for authentication"),
            Flag.string(DEST_PREFIX, "", "prefix of the keys in the destination cluster"),
            Flag.string("dest-user", "", "Destination username[:password] for authentication"),
            Flag.integer(OPERATIONS, OPERATIONS_DEFAULT, "most changes in one transaction"),
            Flag.onOff(NO_DEST_PREFIX, "mirror key-values to the root of the destination cluster"),
            Flag.string(PREFIX, "", "Key-value prefix to mirror"),
            Flag.integer(REV, 0, "copy changes from this revision on, and not what was before")),
        new Command.Body.Leaf(new ArgumentCount.Any(), MakeMirrorCommand::run));
  }

  private static ExitCode run(Invocation call) {
    if (call.arguments().size() != 1) {
      throw KeyRange.bad("make-mirror takes one destination argument");
    }
    if (call.isOn(NO_DEST_PREFIX) && !call.text(DEST_PREFIX).isEmpty()) {
      throw KeyRange.bad(
          "`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one");
    }
    ByteString prefix = Typed.bytes(call.text(PREFIX));
    ByteString replacement = Typed.bytes(call.text(DEST_PREFIX));
    if (!call.isOn(NO_DEST_PREFIX) && replacement.isEmpty()) {
      replacement = prefix;
    }
    int operationsMax = Math.clamp(call.number(OPERATIONS), 1, Integer.MAX_VALUE);
    MakeMirror.Plan plan =
        new MakeMirror.Plan(prefix, replacement, call.number(REV), operationsMax);
    try (Online online = Online.open(call);
        EtcdClient destination =
            EtcdClient.open(Dialling.destination(call, call.arguments().getFirst()))) {
      MakeMirror mirror = new MakeMirror(online.client(), destination, plan, call.terminal().out());
      try {
        mirror.run();
      } catch (Fault | CommandFailure e) {
        if (mirror.resumeRevision() != 0) {
          online.err().println("hint: go on with --rev " + mirror.resumeRevision());
        }
        throw e instanceof Fault fault
            ? new CommandFailure(ExitCode.FAILED, MakeMirror.words(fault))
            : e;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ExitCode.ETCD_INTERRUPTED;
  }
}
