package io.fireweed.cli.etcdctl;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.Rpc;
import java.io.IOException;
import java.util.List;

/// `lease keep-alive ID`: renews a lease once, or three times in each of its lives until it ends.
final class LeaseKeepAlive {
  private static final long PAUSES_PER_LIFE = 3;
  private static final long MILLIS_PER_SECOND = 1000;
  private static final long PAUSE_MIN_MILLIS = 500;

  private LeaseKeepAlive() {}

  static Command command() {
    return new Command(
        "keep-alive",
        "[options] <leaseID>",
        "Keeps leases alive (renew)",
        "",
        List.of(Flag.onOff("once", "Resets the keep-alive time to its original value and exits")),
        new Command.Body.Leaf(new ArgumentCount.Any(), LeaseKeepAlive::run));
  }

  private static ExitCode run(Invocation call) throws IOException {
    if (call.arguments().size() != 1) {
      throw KeyRange.bad("lease keep-alive command needs lease ID as argument");
    }
    long id = LeaseCommands.argument(call);
    try (Online online = Online.open(call)) {
      LeaseKeepAliveResponse answer = renew(online, id);
      if (call.isOn("once")) {
        if (answer.getTTL() <= 0) {
          throw LeaseCommands.badConnection(EtcdError.LEASE_NOT_FOUND.text());
        }
        return print(online, answer);
      }
      while (answer.getTTL() > 0 && print(online, answer) == ExitCode.DONE) {
        online.out().flush();
        if (!pause(answer.getTTL())) {
          return ExitCode.ETCD_INTERRUPTED;
        }
        answer = renew(online, id);
      }
      online.out().println("lease " + LeaseId.text(id) + " expired or revoked.");
      return ExitCode.DONE;
    }
  }

  private static LeaseKeepAliveResponse renew(Online online, long id) {
    return online.ask(
        Rpc.LEASE_KEEP_ALIVE,
        LeaseKeepAliveRequest.newBuilder().setID(id).build(),
        LeaseCommands::badConnection);
  }

  private static boolean pause(long ttlSeconds) {
    long millis = Math.max(PAUSE_MIN_MILLIS, ttlSeconds * MILLIS_PER_SECOND / PAUSES_PER_LIFE);
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static ExitCode print(Online online, LeaseKeepAliveResponse answer) throws IOException {
    return online.print(
        new Online.Answer(
            out ->
                out.println(
                    "lease "
                        + LeaseId.text(answer.getID())
                        + " keepalived with TTL("
                        + answer.getTTL()
                        + ")"),
            fields ->
                KeyValueText.header(answer.getHeader(), fields)
                    .field("ID", answer.getID())
                    .field("TTL", answer.getTTL()),
            MessageJson.flattened(answer.getHeader())
                .name("ID")
                .value(answer.getID())
                .name("TTL")
                .value(answer.getTTL())
                .end(),
            answer.getHeader()));
  }
}
