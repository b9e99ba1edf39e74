package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.LeaseSession;
import io.fireweed.client.Rpc;
import io.fireweed.client.Turn;
import io.fireweed.client.WatchNews;
import io.fireweed.client.Watching;
import io.fireweed.format.fault.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `elect NAME PROPOSAL`: stands for election and holds the office until the process is asked to
/// end; `elect -l NAME` tells each leader.
final class ElectCommand {
  private static final String LISTEN = "listen";
  private static final String LOST = "elect: observer lost";

  private static final String DETAILS =
      """
      Waits to be elected, prints the key and the proposal, and stays leader until SIGINT or
      SIGTERM, at which it resigns. With -l, prints the key and the proposal of each leader.

      Exit codes: 0 ended by a signal; 1 failed, or the session expired; 128 wrong arguments.
      """;

  private ElectCommand() {}

  static Command command() {
    return new Command(
        "elect",
        "<election-name> [proposal]",
        "Observes and participates in leader election",
        DETAILS,
        List.of(Flag.onOff(LISTEN, "observation mode").orShort("l")),
        new Command.Body.Leaf(new ArgumentCount.Any(), ElectCommand::run));
  }

  private static ExitCode run(Invocation call) throws IOException {
    int count = call.arguments().size();
    if (count != 1 && count != 2) {
      throw KeyRange.bad(
          "elect takes one election name argument and an optional proposal argument");
    }
    boolean listens = call.isOn(LISTEN);
    if (count == 1 && !listens) {
      throw KeyRange.bad("no proposal argument but -l not set");
    }
    if (count == 2 && listens) {
      throw KeyRange.bad("proposal given but -l is set");
    }
    ByteString name = Typed.bytes(call.arguments().getFirst());
    try (Online online = Online.open(call);
        UntilSignal signal = UntilSignal.open()) {
      return listens
          ? observe(online, name)
          : campaign(online, name, Typed.bytes(call.arguments().get(1)), signal);
    } catch (Fault e) {
      throw LockCommand.failed(e);
    }
  }

  private static ExitCode campaign(
      Online online, ByteString name, ByteString proposal, UntilSignal signal) throws IOException {
    try (LeaseSession session =
        LeaseSession.begin(online.client(), Duration.ofSeconds(LockCommand.TTL_DEFAULT_SECONDS))) {
      Turn turn = Turn.join(online.client(), session, name, proposal);
      try {
        turn.await();
        GetCommand.print(
            online,
            online.client().ask(Rpc.RANGE, RangeRequest.newBuilder().setKey(turn.key()).build()));
        online.out().flush();
        return LockCommand.untilAsked(session, "elect: session expired");
      } catch (InterruptedException e) {
        throw LockCommand.canceled();
      } finally {
        boolean interrupted = Thread.interrupted();
        LockCommand.leave(turn, session);
        if (interrupted && !signal.came()) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static ExitCode observe(Online online, ByteString name) throws IOException {
    ByteString prefix = Turn.prefix(name);
    try {
      while (true) {
        RangeResponse first = online.client().ask(Rpc.RANGE, Turn.firstOf(prefix));
        long revision = first.getHeader().getRevision();
        KeyValue leader =
            first.getKvsCount() > 0 ? first.getKvs(0) : nextUnder(online, prefix, revision + 1);
        tell(online, first, leader);
        follow(online, first, leader, Math.max(revision, leader.getModRevision()) + 1);
      }
    } catch (InterruptedException asked) {
      return ExitCode.DONE;
    }
  }

  /// Waits for somebody to stand for election.
  private static KeyValue nextUnder(Online online, ByteString prefix, long revision)
      throws InterruptedException {
    try (Watching watching = online.client().watch()) {
      watching.add(
          WatchCreateRequest.newBuilder()
              .setKey(prefix)
              .setRangeEnd(Turn.endOf(prefix))
              .setStartRevision(revision)
              .addFilters(WatchCreateRequest.FilterType.NODELETE)
              .build());
      while (true) {
        Optional<Event> put = events(watching).stream().findFirst();
        if (put.isPresent()) {
          return put.get().getKv();
        }
      }
    }
  }

  /// Tells what a leader proposes, until it leaves.
  private static void follow(Online online, RangeResponse like, KeyValue leader, long revision)
      throws IOException, InterruptedException {
    try (Watching watching = online.client().watch()) {
      watching.add(
          WatchCreateRequest.newBuilder()
              .setKey(leader.getKey())
              .setStartRevision(revision)
              .build());
      while (true) {
        for (Event event : events(watching)) {
          if (event.getType() == Event.EventType.DELETE) {
            return;
          }
          tell(online, like, event.getKv());
        }
      }
    }
  }

  private static List<Event> events(Watching watching) throws InterruptedException {
    return switch (watching.next()) {
      case WatchNews.Lost(var fault) -> throw fault;
      case WatchNews.Told told when told.response().getCanceled() ->
          throw new CommandFailure(ExitCode.FAILED, LOST);
      case WatchNews.Told told -> told.response().getEventsList();
    };
  }

  private static void tell(Online online, RangeResponse like, KeyValue leader) throws IOException {
    GetCommand.print(
        online, RangeResponse.newBuilder().setHeader(like.getHeader()).addKvs(leader).build());
    online.out().flush();
  }
}
