package io.fireweed.it.durability;

import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.TxnResponse;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/// Four clients that put, read and swap until they are told to stop or get no answers any more.
final class Crowd {
  private static final int CLIENTS = 4;
  private static final int KEYS = 8;

  private final History history;
  private final String round;
  private final long seed;
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong acknowledged = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();

  /// @param round names the keys of this round: a register holds only so many calls
  Crowd(History history, String round, long seed) {
    this.history = history;
    this.round = round;
    this.seed = seed;
  }

  void start(Server server) {
    for (int i = 0; i < CLIENTS; i++) {
      int number = i;
      threads.add(Thread.ofPlatform().daemon().start(() -> work(server, number)));
    }
  }

  /// {@return how many writes were acknowledged so far}
  long acknowledged() {
    return acknowledged.get();
  }

  /// Waits until all have ended.
  void end() {
    over.set(true);
    for (Thread thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private void work(Server server, int number) {
    Random random = new Random(seed * 31 + number);
    try (Client client = server.connect()) {
      for (int i = 0; !over.get(); i++) {
        String key = round + "/" + random.nextInt(KEYS);
        String value = round + "-" + number + "-" + i;
        if (!act(client, random.nextInt(10), key, value)) {
          return;
        }
      }
    }
  }

  /// {@return whether it was answered}
  private boolean act(Client client, int draw, String key, String value) {
    long called = System.nanoTime();
    String expected = "";
    try {
      if (draw < 6) {
        long revision = client.put(key, value);
        history.add(key, new History.Op.Put(value, called, System.nanoTime(), revision));
        acknowledged.incrementAndGet();
        return true;
      }
      RangeResponse found = client.range(Ask.range(key));
      expected = found.getCount() == 0 ? "" : found.getKvs(0).getValue().toStringUtf8();
      long revision = found.getHeader().getRevision();
      history.add(key, new History.Op.Get(expected, called, System.nanoTime(), revision));
      if (draw < 8 || expected.isEmpty()) {
        return true;
      }
      called = System.nanoTime();
      TxnResponse txn =
          client.txn(
              Ask.txn()
                  .addCompare(Ask.valueIs(key, expected))
                  .addSuccess(Ask.op(Ask.put(key, value))));
      history.add(
          key,
          new History.Op.Swap(
              expected,
              value,
              txn.getSucceeded(),
              called,
              System.nanoTime(),
              txn.getHeader().getRevision()));
      return true;
    } catch (StatusRuntimeException unanswered) {
      if (draw < 6) {
        history.add(key, new History.Op.Put(value, called, Long.MAX_VALUE, 0));
      } else if (!expected.isEmpty()) {
        history.add(key, new History.Op.Swap(expected, value, false, called, Long.MAX_VALUE, 0));
      }
      return false;
    }
  }
}
