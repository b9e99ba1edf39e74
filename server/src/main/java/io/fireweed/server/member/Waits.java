package io.fireweed.server.member;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.apply.Answered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The requests of this member that are not applied yet, by id.
final class Waits {
  private final Map<Long, Waiting> waiting = new ConcurrentHashMap<>();
  private final LongAdder failed = new LongAdder();
  private final ConcurrentLinkedQueue<Waiting> dropped = new ConcurrentLinkedQueue<>();

  Waiting add(long requestId, Bytes data, long deadlineNanos) {
    Waiting added = new Waiting(requestId, data, deadlineNanos, this);
    waiting.put(requestId, added);
    return added;
  }

  /// {@return how many wait}
  int size() {
    return waiting.size();
  }

  /// {@return how many were not applied in time, or were not taken}
  long failedCount() {
    return failed.sum();
  }

  /// One is given up.
  void failed() {
    failed.increment();
  }

  /// Tells whoever waits for the request, if anybody of this member does.
  void applied(long requestId, Answered answered) {
    Waiting found = waiting.remove(requestId);
    if (found != null) {
      found.answer().complete(answered);
    }
  }

  void forget(long requestId) {
    @Nullable Waiting _ = waiting.remove(requestId);
  }

  /// The core did not take it.
  void dropped(Waiting proposal) {
    dropped.add(proposal);
  }

  /// {@return what the core did not take and whose time is not up}
  List<Waiting> takeDropped() {
    List<Waiting> again = new ArrayList<>();
    for (Waiting one = dropped.poll(); one != null; one = dropped.poll()) {
      if (!one.answer().isDone()) {
        one.again();
        again.add(one);
      }
    }
    return again;
  }

  /// Refuses those whose time is up.
  void expire(long nanoTime) {
    for (Waiting one : waiting.values()) {
      if (one.isOver(nanoTime)) {
        one.expire();
      }
    }
  }

  /// Refuses all: the member stops.
  void end() {
    waiting.values().forEach(one -> one.refuse(EtcdError.STOPPED));
  }
}
