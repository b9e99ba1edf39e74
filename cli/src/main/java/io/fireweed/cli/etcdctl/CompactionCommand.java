package io.fireweed.cli.etcdctl;

import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.Rpc;
import java.util.List;

/// `compaction REVISION`.
final class CompactionCommand {
  private CompactionCommand() {}

  static Command command() {
    return new Command(
        "compaction",
        "<revision>",
        "Compacts the event history in etcd",
        "",
        List.of(
            Flag.onOff(
                "physical",
                "'true' to wait for compaction to physically remove all old revisions")),
        new Command.Body.Leaf(new ArgumentCount.Any(), CompactionCommand::run));
  }

  private static ExitCode run(Invocation call) {
    if (call.arguments().size() != 1) {
      throw KeyRange.bad("compaction command needs 1 argument");
    }
    long revision =
        TypedNumber.decimal(
            call.arguments().getFirst(), why -> new CommandFailure(ExitCode.FAILED, why));
    CompactionRequest request =
        CompactionRequest.newBuilder()
            .setRevision(revision)
            .setPhysical(call.isOn("physical"))
            .build();
    try (Online online = Online.open(call)) {
      online.ask(Rpc.COMPACT, request);
      online.out().println("compacted revision " + revision);
      return ExitCode.DONE;
    }
  }
}
