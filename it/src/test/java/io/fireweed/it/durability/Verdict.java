package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.it.durability.History.Op;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.WatchStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether a server still knows all it acknowledged, and never said anything else.
final class Verdict {
  private static final Duration CHECK_LIMIT = Duration.ofSeconds(30);
  private static final long FIRST_REVISION = 2;

  private Verdict() {}

  /// Looks at everything that was ever asked of a server.
  static void pass(Server server, History history) {
    try (Client client = server.connect()) {
      long revision = client.revision();
      Map<Long, Event> log = log(client, revision);
      assertThat(log.keySet())
          .as("revisions without holes")
          .hasSize((int) (revision - FIRST_REVISION + 1));
      history.byKey().forEach((key, ops) -> key(client, key, ops, log));
      order(history);
    }
  }

  private static void key(Client client, String key, List<Op> ops, Map<Long, Event> log) {
    for (Op op : ops) {
      if (History.wrote(op)) {
        Event event = log.get(op.revision());
        assertThat(event).as("acknowledged write of %s: %s", key, op).isNotNull();
        assertThat(event.getKv().getKey().toStringUtf8()).as("%s", op).isEqualTo(key);
        assertThat(event.getKv().getValue().toStringUtf8())
            .as("acknowledged write of %s", key)
            .isEqualTo(History.written(op));
      }
    }
    long called = System.nanoTime();
    RangeResponse now = client.range(Ask.range(key));
    String value = now.getCount() == 0 ? "" : now.getKvs(0).getValue().toStringUtf8();
    List<Op> all = new ArrayList<>(ops);
    all.add(new Op.Get(value, called, System.nanoTime(), now.getHeader().getRevision()));
    assertThat(Wgl.check(all, System.nanoTime() + CHECK_LIMIT.toNanos()))
        .as("%d calls on %s, which is now '%s'", all.size(), key, value)
        .isEqualTo(Wgl.Result.LINEARIZABLE);
  }

  /// {@return the only event of each revision, by a watch of all there was}
  private static Map<Long, Event> log(Client client, long revision) {
    Map<Long, Event> log = new HashMap<>();
    try (WatchStream stream = client.watch()) {
      stream.created(Ask.watch("\0").setRangeEnd(Ask.OPEN).setStartRevision(1));
      while (log.size() < revision - FIRST_REVISION + 1) {
        for (Event event : stream.events(1)) {
          assertThat(log.put(event.getKv().getModRevision(), event))
              .as("two events at one revision")
              .isNull();
        }
      }
    }
    return log;
  }

  /// What returned before another began has no later revision; an earlier one if that wrote.
  private static void order(History history) {
    List<Op> answered =
        history.byKey().values().stream()
            .flatMap(List::stream)
            .filter(op -> !op.isUnknown())
            .toList();
    List<Op> byReturn = answered.stream().sorted(Comparator.comparingLong(Op::returnedAt)).toList();
    long seen = 0;
    int next = 0;
    for (Op op : answered.stream().sorted(Comparator.comparingLong(Op::calledAt)).toList()) {
      while (next < byReturn.size() && byReturn.get(next).returnedAt() < op.calledAt()) {
        seen = Math.max(seen, byReturn.get(next++).revision());
      }
      long least = History.wrote(op) ? seen + 1 : seen;
      assertThat(op.revision()).as("revision of %s", op).isGreaterThanOrEqualTo(least);
    }
  }
}
