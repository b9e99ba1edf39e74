package io.fireweed.it.script;

import io.fireweed.it.served.Client;
import io.fireweed.it.served.Refusal;
import io.fireweed.it.served.Server;
import io.grpc.StatusRuntimeException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks two servers the same.
final class Duel implements AutoCloseable {
  private static final int REMEMBERED = 12;
  private static final int WATCHES_MAX = 12;
  private static final int REFUSED_LOGINS_MAX = 8;
  private static final Pattern REVISION = Pattern.compile("header \\{ revision: (\\d+)");

  private final Side judge;
  private final Side judged;
  private final Deque<String> last = new ArrayDeque<>();
  private long revision;
  private boolean judgeGone;

  Duel(Server judge, Server judged) {
    this.judge = new Side(judge);
    this.judged = new Side(judged);
    this.revision = this.judge.client.revision();
  }

  private static final class Side {
    private final Server server;
    private Client client;
    private Client speaker;
    private final List<Client> doors = new ArrayList<>();
    private int refusedLogins;
    private final List<Seen> watches = new ArrayList<>();

    Side(Server server) {
      this.server = server;
      this.client = server.connect();
      this.speaker = client;
    }

    void restart() {
      watches.forEach(Seen::close);
      watches.clear();
      disconnect();
      server.stop();
      server.restart();
      client = server.connect();
      speaker = client;
    }

    String login(Step.Login login) {
      if (login.user().isEmpty()) {
        speaker = client;
        return "OK";
      }
      try {
        speaker = door().as(login.user(), login.password());
        return "OK";
      } catch (StatusRuntimeException failure) {
        refusedLogins++;
        return Refusal.of(failure).toString();
      }
    }

    /// Whoever fails often learns of it late, here: after a few failures another address asks.
    private Client door() {
      if (refusedLogins >= doors.size() * REFUSED_LOGINS_MAX) {
        doors.add(server.connectFrom("127.0.0." + (2 + doors.size())));
      }
      return doors.getLast();
    }

    void disconnect() {
      doors.forEach(Client::close);
      doors.clear();
      refusedLogins = 0;
      client.close();
    }
  }

  void run(Script script, int steps) {
    for (int i = 0; i < steps && !judgeGone; i++) {
      step(i, script.next(revision));
    }
    if (judgeGone) {
      return;
    }
    judge.login(new Step.Login("root", "root"));
    judged.login(new Step.Login("root", "root"));
    settle();
    compare(
        "hash at the end", judge.speaker.hashKv(0).getHash(), judged.speaker.hashKv(0).getHash());
  }

  private void step(int number, Step step) {
    last.add(number + " " + step);
    if (last.size() > REMEMBERED) {
      last.remove();
    }
    switch (step) {
      case Step.Call call -> {
        if (call.method().getBareMethodName().equals("Compact")) {
          settle(); // earlier versions of keys are told while they are there
        }
        String expected = Answers.of(judge.speaker, call);
        if (expected.startsWith("UNAVAILABLE")) {
          // Some transactions, such as one that deletes a key and then keeps its value, are the
          // end of an etcd. Nothing can be compared with it any more.
          judgeGone = true;
          return;
        }
        compare(step.toString(), expected, Answers.of(judged.speaker, call));
        Matcher told = REVISION.matcher(expected);
        if (told.find()) {
          revision = Math.max(revision, Long.parseLong(told.group(1)));
        }
      }
      case Step.Watch watch -> {
        if (judge.watches.size() < WATCHES_MAX) {
          judge.watches.add(new Seen(judge.speaker, watch.request()));
          judged.watches.add(new Seen(judged.speaker, watch.request()));
        }
      }
      case Step.Login login -> compare(step.toString(), judge.login(login), judged.login(login));
      case Step.Restart _ -> {
        settle();
        CompletableFuture<Void> restarted = CompletableFuture.runAsync(judge::restart);
        judged.restart();
        restarted.join();
      }
    }
  }

  /// Lets all watches see what there is, and compares it.
  private void settle() {
    long until = revision;
    for (int i = 0; i < judge.watches.size(); i++) {
      Seen expected = judge.watches.get(i);
      Seen found = judged.watches.get(i);
      expected.await(until);
      found.await(until);
      compare("watch " + expected.request(), expected.told(), found.told());
    }
  }

  private void compare(String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      throw new AssertionError(
          "%s\n%s: %s\n%s: %s\nlast steps:\n%s\nlog:\n%s"
              .formatted(
                  what,
                  judge.server.release(),
                  expected,
                  judged.server.release(),
                  found,
                  String.join("\n", last),
                  judged.server.logText()));
    }
  }

  @Override
  public void close() {
    for (Side side : List.of(judge, judged)) {
      side.watches.forEach(Seen::close);
      side.disconnect();
      side.server.close();
    }
  }
}
