package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.cli.command.ArgumentCount;
import io.fireweed.cli.command.Command;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Flag;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.CallWords;
import io.fireweed.client.LeaseSession;
import io.fireweed.client.Rpc;
import io.fireweed.client.Turn;
import io.fireweed.format.fault.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// `lock NAME [COMMAND]`: holds a lock while a command runs, or until the process is asked to end.
final class LockCommand {
  static final long TTL_DEFAULT_SECONDS = 60;

  private static final String DETAILS =
      """
      Waits for the lock, then runs the command, with ETCD_LOCK_KEY, ETCD_LOCK_REV and
      ETCD_LOCK_HEADER in its environment, and ends as the command does. Without a command the key
      that holds the lock is printed, and held until SIGINT or SIGTERM.

      The lock is given back at the end, by a signal too. A process that is killed loses it after
      --ttl seconds. Options of the command stand after `--`.

      Exit codes: of the command; 0 released by a signal; 1 failed, or the lock was lost;
      128 wrong arguments.
      """;

  private LockCommand() {}

  static Command command() {
    return new Command(
        "lock",
        "<lockname> [exec-command arg1 arg2 ...]",
        "Acquires a named lock",
        DETAILS,
        List.of(Flag.integer("ttl", 10, "timeout for session")),
        new Command.Body.Leaf(new ArgumentCount.Any(), LockCommand::run));
  }

  private static ExitCode run(Invocation call) throws IOException {
    if (call.arguments().isEmpty()) {
      throw KeyRange.bad("lock takes a lock name argument and an optional command to execute");
    }
    ByteString name = Typed.bytes(call.arguments().getFirst());
    List<String> command = call.arguments().subList(1, call.arguments().size());
    long seconds = call.number("ttl") > 0 ? call.number("ttl") : TTL_DEFAULT_SECONDS;
    try (Online online = Online.open(call);
        UntilSignal signal = UntilSignal.open();
        LeaseSession session = LeaseSession.begin(online.client(), Duration.ofSeconds(seconds))) {
      Turn turn = Turn.join(online.client(), session, name, ByteString.EMPTY);
      try {
        turn.await();
        return command.isEmpty()
            ? hold(online, turn, session)
            : runHolding(online, turn, session, new OtherProgram(command));
      } catch (InterruptedException e) {
        throw canceled();
      } finally {
        boolean interrupted = Thread.interrupted();
        leave(turn, session);
        if (interrupted && !signal.came()) {
          Thread.currentThread().interrupt();
        }
      }
    } catch (Fault e) {
      throw failed(e);
    }
  }

  private static ExitCode hold(Online online, Turn turn, LeaseSession session) throws IOException {
    RangeResponse row =
        online.client().ask(Rpc.RANGE, RangeRequest.newBuilder().setKey(turn.key()).build());
    if (row.getKvsCount() == 0) {
      throw new CommandFailure(ExitCode.FAILED, "lock lost on init");
    }
    GetCommand.print(online, row);
    online.out().flush();
    return untilAsked(session, "session expired");
  }

  /// Waits until the process is asked to end. {@return that this is fine}
  static ExitCode untilAsked(LeaseSession session, String words) {
    try {
      session.expiry().get();
    } catch (InterruptedException asked) {
      return ExitCode.DONE;
    } catch (java.util.concurrent.ExecutionException e) {
      throw new IllegalStateException(e);
    }
    throw new CommandFailure(ExitCode.FAILED, words);
  }

  private static ExitCode runHolding(
      Online online, Turn turn, LeaseSession session, OtherProgram program) {
    var _ =
        session
            .expiry()
            .thenRun(() -> online.err().println("warning: the lock is lost, its session expired"));
    program.run(
        online.terminal(),
        Map.of(
            "ETCD_LOCK_KEY", turn.key().toStringUtf8(),
            "ETCD_LOCK_REV", Long.toString(turn.header().getRevision()),
            "ETCD_LOCK_HEADER", text(turn.header())));
    return ExitCode.DONE;
  }

  /// As Go prints the message.
  private static String text(ResponseHeader header) {
    return "cluster_id:"
        + Long.toUnsignedString(header.getClusterId())
        + " member_id:"
        + Long.toUnsignedString(header.getMemberId())
        + " revision:"
        + header.getRevision()
        + " raft_term:"
        + Long.toUnsignedString(header.getRaftTerm())
        + " ";
  }

  static void leave(Turn turn, LeaseSession session) {
    if (!session.expiry().isDone()) {
      turn.leave();
    }
  }

  static CommandFailure canceled() {
    return new CommandFailure(ExitCode.FAILED, "context canceled");
  }

  static CommandFailure failed(Fault fault) {
    return new CommandFailure(ExitCode.FAILED, CallWords.of(fault));
  }
}
