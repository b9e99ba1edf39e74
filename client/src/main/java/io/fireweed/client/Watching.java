package io.fireweed.client;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchGrpc;
import io.fireweed.api.rpc.WatchProgressRequest;
import io.fireweed.api.rpc.WatchRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.format.fault.Fault;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/// Any number of watches over one stream, which outlive it: when a connection or a leader is lost,
/// the next member is asked, each watch from the revision after the last one that was told.
///
/// One thread waits in [#next]; others may add watches meanwhile. Members are asked to end the
/// stream when they have no leader, so that a cut-off one is left.
public final class Watching implements AutoCloseable {
  private static final Duration REOPEN_PAUSE = Duration.ofMillis(100);
  private static final long PROGRESS_TO_ALL = -1;

  /// One watch. Guarded by the object above.
  private static final class One {
    final int number;
    final WatchCreateRequest request;
    long nextRevision;

    One(int number, WatchCreateRequest request) {
      this.number = number;
      this.request = request;
      this.nextRevision = request.getStartRevision();
    }
  }

  private final ClusterCalls calls;
  private final Queue<One> unanswered = new ArrayDeque<>();
  private final Map<Long, One> byId = new HashMap<>();
  private final Queue<WatchNews> ready = new ArrayDeque<>();
  private DuplexCall<WatchRequest, WatchResponse> stream;
  private Endpoint endpoint;
  private int added;

  private Watching(ClusterCalls calls) {
    this.calls = calls;
    this.endpoint = calls.firstEndpoint();
    this.stream = open();
  }

  static Watching open(ClusterCalls calls) {
    return new Watching(calls);
  }

  /// Begins a watch. {@return its number, from 0 on}
  public synchronized int add(WatchCreateRequest request) {
    One one = new One(added++, request);
    unanswered.add(one);
    stream.send(WatchRequest.newBuilder().setCreateRequest(request).build());
    return one.number;
  }

  /// Asks how far the member is, once for all watches.
  public synchronized void requestProgress() {
    stream.send(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
  }

  /// {@return what happens next; waits for it as long as it takes}
  public WatchNews next() throws InterruptedException {
    while (true) {
      Optional<WatchNews> news = next(Duration.ofHours(1));
      if (news.isPresent()) {
        return news.get();
      }
    }
  }

  /// {@return what happens next; nothing when nothing did in time}
  public Optional<WatchNews> next(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      DuplexCall<WatchRequest, WatchResponse> current;
      synchronized (this) {
        if (!ready.isEmpty()) {
          return Optional.of(ready.remove());
        }
        current = stream;
      }
      long leftNanos = end - System.nanoTime();
      if (leftNanos <= 0) {
        return Optional.empty();
      }
      try {
        current.next(Duration.ofNanos(leftNanos)).ifPresent(this::take);
      } catch (StatusRuntimeException e) {
        if (!mayGoOn(e)) {
          return Optional.of(new WatchNews.Lost(CallFaults.of("watch", endpoint, e)));
        }
        reopen(e);
      }
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      stream.close();
    }
  }

  private synchronized void take(WatchResponse response) {
    if (response.getCreated()) {
      created(response);
      return;
    }
    if (response.getWatchId() == PROGRESS_TO_ALL) {
      byId.values().stream()
          .sorted((a, b) -> Integer.compare(a.number, b.number))
          .forEach(one -> ready.add(new WatchNews.Told(one.number, response)));
      return;
    }
    One one = byId.get(response.getWatchId());
    if (one == null) {
      return;
    }
    if (response.getCanceled()) {
      byId.remove(response.getWatchId());
    } else if (response.getEventsCount() > 0) {
      one.nextRevision =
          response.getEvents(response.getEventsCount() - 1).getKv().getModRevision() + 1;
    } else {
      one.nextRevision = Math.max(one.nextRevision, response.getHeader().getRevision() + 1);
    }
    ready.add(new WatchNews.Told(one.number, response));
  }

  /// Members answer creations in the order in which they were asked.
  private void created(WatchResponse response) {
    One one = unanswered.poll();
    if (one == null) {
      return;
    }
    if (response.getCanceled()) {
      ready.add(new WatchNews.Told(one.number, response));
      return;
    }
    if (one.nextRevision == 0) {
      one.nextRevision = response.getHeader().getRevision() + 1;
    }
    byId.put(response.getWatchId(), one);
  }

  /// A lost leader is told, for whoever watches must know that nothing may come any more.
  private static boolean mayGoOn(StatusRuntimeException failure) {
    Status status = failure.getStatus();
    if (EtcdError.find(status).filter(EtcdError.NO_LEADER::equals).isPresent()) {
      return false;
    }
    return status.getCode() == Status.Code.UNAVAILABLE
        || status.getCode() == Status.Code.INTERNAL
        || CallFaults.wantsLogin(failure);
  }

  private void reopen(StatusRuntimeException failure) throws InterruptedException {
    Thread.sleep(REOPEN_PAUSE);
    if (CallFaults.wantsLogin(failure)) {
      calls.forgetToken();
    }
    synchronized (this) {
      stream.close();
      endpoint = calls.after(endpoint);
      try {
        stream = open();
      } catch (StatusRuntimeException e) {
        // No token to be had here: the next turn asks the next member.
        return;
      }
      List<One> again = new ArrayList<>(byId.values());
      byId.clear();
      again.addAll(unanswered);
      again.sort((a, b) -> Integer.compare(a.number, b.number));
      unanswered.clear();
      for (One one : again) {
        unanswered.add(one);
        WatchCreateRequest request =
            one.request.toBuilder().setStartRevision(one.nextRevision).build();
        stream.send(WatchRequest.newBuilder().setCreateRequest(request).build());
      }
    }
  }

  private DuplexCall<WatchRequest, WatchResponse> open() {
    return DuplexCall.open(calls.withLeader(endpoint), WatchGrpc.getWatchMethod());
  }

  /// {@return why a watch was ended, in etcd's words}
  public static String reason(WatchResponse ended) {
    if (ended.getCompactRevision() != 0) {
      return EtcdError.COMPACTED.text();
    }
    return ended.getCancelReason().isEmpty()
        ? EtcdError.FUTURE_REVISION.text()
        : ended.getCancelReason();
  }

  /// {@return why all watches were ended, in etcd's words}
  public static String reason(Fault lost) {
    return CallWords.of(lost);
  }
}
