package io.fireweed.cli.etcdctl;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.DefragmentRequest;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.GoQuote;
import io.fireweed.cli.command.Invocation;
import io.fireweed.client.CallWords;
import io.fireweed.client.Rpc;
import io.fireweed.format.fault.Fault;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/// Writes many keys under a prefix that was empty before, and cleans up.
final class CheckLoad {
  private static final Duration DELETE_LIMIT = Duration.ofSeconds(30);

  private final Invocation call;
  private final Online online;
  private final KeyRange range;
  private final List<Double> secondsEach = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Integer> errors = Collections.synchronizedMap(new TreeMap<>());
  private double secondsAll;

  CheckLoad(Invocation call, Online online) {
    this.call = call;
    this.online = online;
    this.range = KeyRange.withPrefix(Typed.bytes(call.text(CheckCommands.PREFIX)));
  }

  /// Refuses a prefix that holds keys, for they would be deleted at the end.
  void requireEmpty() {
    RangeRequest any =
        RangeRequest.newBuilder().setKey(range.key()).setRangeEnd(range.end()).setLimit(1).build();
    if (online.ask(Rpc.RANGE, any).getKvsCount() > 0) {
      String prefix = call.text(CheckCommands.PREFIX);
      throw new CommandFailure(
          ExitCode.ETCD_BAD_INPUT,
          "prefix "
              + GoQuote.quote(prefix)
              + " has keys. Delete with etcdctl del --prefix "
              + prefix
              + " first");
    }
  }

  /// Writes until there is nothing more to write.
  ///
  /// @param clients how many requests may be under way
  /// @param more waits for the time of the next request; whether there is one
  void write(int clients, int keyBytes, int valueBytes, BooleanSupplier more) {
    ByteString value = ByteString.copyFrom(new byte[valueBytes]);
    Semaphore free = new Semaphore(clients);
    long start = System.nanoTime();
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      while (more.getAsBoolean()) {
        free.acquireUninterruptibly();
        byte[] name = new byte[keyBytes];
        ByteBuffer.wrap(name).putLong(ThreadLocalRandom.current().nextLong());
        PutRequest request =
            PutRequest.newBuilder()
                .setKey(
                    Typed.bytes(call.text(CheckCommands.PREFIX)).concat(ByteString.copyFrom(name)))
                .setValue(value)
                .build();
        workers.execute(() -> put(request, free));
      }
    }
    secondsAll = (System.nanoTime() - start) / 1e9;
  }

  private void put(PutRequest request, Semaphore free) {
    long start = System.nanoTime();
    try {
      online.client().ask(Rpc.PUT, request);
    } catch (Fault e) {
      errors.merge(CallWords.of(e), 1, Integer::sum);
    } finally {
      secondsEach.add((System.nanoTime() - start) / 1e9);
      free.release();
    }
  }

  /// Deletes what was written and, if asked to, compacts and defragments.
  void cleanUp() {
    long revision;
    try {
      revision =
          online
              .client()
              .ask(
                  Rpc.DELETE_RANGE,
                  DeleteRangeRequest.newBuilder()
                      .setKey(range.key())
                      .setRangeEnd(range.end())
                      .build())
              .getHeader()
              .getRevision();
    } catch (Fault e) {
      throw new CommandFailure(ExitCode.FAILED, CallWords.of(e));
    }
    if (call.isOn(CheckCommands.AUTO_COMPACT)) {
      online.out().println("Compacting with revision " + revision);
      online.ask(
          Rpc.COMPACT,
          CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
      online.out().println("Compacted with revision " + revision);
    }
    if (call.isOn(CheckCommands.AUTO_DEFRAG)) {
      for (Dialling.Place place : online.places()) {
        defragment(place);
      }
    }
  }

  private void defragment(Dialling.Place place) {
    String name = GoQuote.quote(place.text());
    online.out().println("Defragmenting " + name);
    try {
      online.askAt(place, Rpc.DEFRAGMENT, DefragmentRequest.getDefaultInstance());
    } catch (Fault e) {
      throw new CommandFailure(ExitCode.FAILED, CallWords.of(e));
    }
    online.out().println("Defragmented " + name);
  }

  /// Prints errors. {@return whether there were any}
  boolean tellErrors() {
    if (!errors.isEmpty()) {
      online.out().println("FAIL: too many errors");
      errors.forEach(
          (words, count) -> online.out().println("FAIL: ERROR(" + words + ") -> " + count));
    }
    return !errors.isEmpty();
  }

  double writesPerSecond() {
    return secondsAll == 0 ? 0 : secondsEach.size() / secondsAll;
  }

  double slowestSeconds() {
    return secondsEach.stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /// {@return the standard deviation of the time of a write}
  double deviationSeconds() {
    double mean = secondsEach.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    double squares =
        secondsEach.stream().mapToDouble(each -> (each - mean) * (each - mean)).average().orElse(0);
    return Math.sqrt(squares);
  }

  /// {@return how long a command of this kind may wait for one answer}
  static Duration answerLimit() {
    return DELETE_LIMIT;
  }
}
