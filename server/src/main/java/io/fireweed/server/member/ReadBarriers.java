package io.fireweed.server.member;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.wire.Bytes;
import io.fireweed.raft.ReadState;
import io.fireweed.server.loop.RaftLoop;
import io.fireweed.server.state.RefusedCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;

/// Reads that wait until everything acknowledged before they came is applied here.
///
/// Those that come while a round is under way share the next one: one question to the leader for
/// all of them. A round that brings no answer is asked again; reads whose time is up are refused.
final class ReadBarriers {
  private static final long RETRY_NANOS = 500_000_000;

  private final Map<Bytes, List<Read>> asked = new HashMap<>();
  private final RequestIds ids;
  private final LongAdder lateReads = new LongAdder();
  private List<Read> gathering = new ArrayList<>();
  private long askedAt;

  private record Read(long deadlineNanos, CompletableFuture<Void> passed) {}

  ReadBarriers(RequestIds ids) {
    this.ids = ids;
  }

  /// Adds a read; the leader is asked now if it is not being asked already.
  synchronized CompletableFuture<Void> add(RaftLoop loop, long nanoTime, long deadlineNanos) {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    gathering.add(new Read(deadlineNanos, passed));
    if (asked.isEmpty()) {
      ask(loop, nanoTime);
    }
    return passed;
  }

  /// {@return how many reads the leader did not answer in time}
  long lateCount() {
    return lateReads.sum();
  }

  /// The leader's answers have been applied up to their index.
  void passed(RaftLoop loop, List<ReadState> states, long nanoTime) {
    List<Read> done = new ArrayList<>();
    synchronized (this) {
      for (ReadState state : states) {
        List<Read> round = asked.remove(state.context());
        if (round != null) {
          done.addAll(round);
        }
      }
      if (asked.isEmpty() && !gathering.isEmpty()) {
        ask(loop, nanoTime);
      }
    }
    done.forEach(read -> read.passed().complete(null));
  }

  /// Refuses those whose time is up, and asks again for the others if no answer came for long.
  void expire(RaftLoop loop, long nanoTime) {
    List<Read> late = new ArrayList<>();
    synchronized (this) {
      asked.values().forEach(round -> moveLate(round, nanoTime, late));
      moveLate(gathering, nanoTime, late);
      asked.values().removeIf(List::isEmpty);
      boolean waitsLong = !asked.isEmpty() && nanoTime - askedAt >= RETRY_NANOS;
      if (waitsLong) {
        asked.values().forEach(gathering::addAll);
        asked.clear();
      }
      if (asked.isEmpty() && !gathering.isEmpty()) {
        ask(loop, nanoTime);
      }
    }
    lateReads.add(late.size());
    late.forEach(read -> refuse(read, EtcdError.TIMEOUT));
  }

  private static void moveLate(List<Read> reads, long nanoTime, List<Read> late) {
    reads.removeIf(read -> nanoTime - read.deadlineNanos() >= 0 && late.add(read));
  }

  /// Refuses all: leadership moved, or the member stops.
  void refuseAll(EtcdError error) {
    List<Read> all = new ArrayList<>();
    synchronized (this) {
      asked.values().forEach(all::addAll);
      asked.clear();
      all.addAll(gathering);
      gathering = new ArrayList<>();
    }
    all.forEach(read -> refuse(read, error));
  }

  private void ask(RaftLoop loop, long nanoTime) {
    Bytes context = Bytes.ofLong(ids.draw());
    asked.put(context, gathering);
    gathering = new ArrayList<>();
    askedAt = nanoTime;
    var _ =
        loop.call(
            node -> {
              node.readIndex(context);
              return true;
            });
  }

  private static void refuse(Read read, EtcdError error) {
    read.passed().completeExceptionally(new RefusedCall(error));
  }
}
