package io.fireweed.cli.etcdctl;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.CallWords;
import io.fireweed.client.LeaseRenewals;
import io.fireweed.client.Rpc;
import io.fireweed.format.fault.Fault;
import io.fireweed.format.fault.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// `lease keep-alive ID`: renews a lease once, or three times in each of its lives until it ends.
final class LeaseKeepAlive {
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
      return untilItEnds(online, answer);
    }
  }

  /// Renews over one stream. When nobody answers for the rest of the lease's life, it is over.
  private static ExitCode untilItEnds(Online online, LeaseKeepAliveResponse first)
      throws IOException {
    LeaseKeepAliveResponse answer = first;
    try (LeaseRenewals renewals = online.client().renewals()) {
      while (answer.getTTL() > 0 && print(online, answer) == ExitCode.DONE) {
        online.out().flush();
        Duration pause = LeaseRenewals.pause(answer.getTTL());
        Thread.sleep(pause);
        answer = renewals.renew(first.getID(), Duration.ofSeconds(answer.getTTL()).minus(pause));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.ETCD_INTERRUPTED;
    } catch (UnavailableException unreachable) {
      online.err().println("warning: " + unreachable.getMessage());
    } catch (Fault e) {
      throw LeaseCommands.badConnection(CallWords.of(e));
    }
    online.out().println("lease " + LeaseId.text(first.getID()) + " expired or revoked.");
    return ExitCode.DONE;
  }

  private static LeaseKeepAliveResponse renew(Online online, long id) {
    return online.ask(
        Rpc.LEASE_KEEP_ALIVE,
        LeaseKeepAliveRequest.newBuilder().setID(id).build(),
        LeaseCommands::badConnection);
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
            () ->
                MessageJson.flattened(answer.getHeader())
                    .name("ID")
                    .value(answer.getID())
                    .name("TTL")
                    .value(answer.getTTL())
                    .end(),
            answer.getHeader()));
  }
}
