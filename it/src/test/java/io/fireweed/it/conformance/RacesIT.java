package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.TxnResponse;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Calls on one key or lease by many at a time.
@EverySubject
class RacesIT extends SharedServer {
  private static final int CALLERS = 8;
  private static final int CALLS = 50;

  RacesIT(Subject subject) {
    super(subject);
  }

  @Test
  void aTransactionsRevisionSaysWhetherAPutCameBeforeIt() throws Exception {
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      for (int i = 0; i < CALLS; i++) {
        String key = key("k" + i);
        Future<Long> put = threads.submit(() -> client.put(key, "1"));
        TxnResponse txn =
            client.txn(Ask.txn().addCompare(Ask.missing(key)).addSuccess(Ask.op(Ask.range(key))));
        if (txn.getSucceeded()) {
          assertThat(txn.getHeader().getRevision()).isLessThan(put.get());
        } else {
          assertThat(txn.getHeader().getRevision()).isGreaterThanOrEqualTo(put.get());
        }
      }
    }
  }

  @Test
  void manyWhoCountTogetherLoseNoCount() throws Exception {
    client.put(key("n"), "0");
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(this::count);
    }
    everyOne(callers);
    assertThat(client.range(Ask.range(key("n"))).getKvs(0).getValue().toStringUtf8())
        .isEqualTo(String.valueOf(CALLERS * CALLS / 10));
  }

  private boolean count() {
    for (int done = 0; done < CALLS / 10; ) {
      String now = client.range(Ask.range(key("n"))).getKvs(0).getValue().toStringUtf8();
      String next = String.valueOf(Integer.parseInt(now) + 1);
      TxnResponse txn =
          client.txn(
              Ask.txn()
                  .addCompare(Ask.valueIs(key("n"), now))
                  .addSuccess(Ask.op(Ask.put(key("n"), next))));
      done += txn.getSucceeded() ? 1 : 0;
    }
    return true;
  }

  @Test
  void aLeaseThatManyRenewKeepsItsTime() throws Exception {
    client.grant(lease(1), 5);
    client.put(Ask.put(key("a"), "1").setLease(lease(1)));
    List<Callable<Boolean>> callers = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(() -> renew(lease(1)));
      callers.add(() -> look(lease(1)));
    }
    everyOne(callers);
    client.revoke(lease(1));
    assertThat(client.keepAlive(lease(1)).getTTL()).isZero();
  }

  private boolean renew(long lease) {
    for (int i = 0; i < CALLS; i++) {
      assertThat(client.keepAlive(lease).getTTL()).isEqualTo(5);
    }
    return true;
  }

  private boolean look(long lease) {
    for (int i = 0; i < CALLS; i++) {
      assertThat(client.timeToLive(lease).getTTL()).isBetween(0L, 5L);
    }
    return true;
  }

  private static void everyOne(List<Callable<Boolean>> callers) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(callers.size())) {
      for (Future<Boolean> one : threads.invokeAll(callers)) {
        assertThat(one.get()).isTrue();
      }
    }
  }
}
