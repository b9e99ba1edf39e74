package io.fireweed.server.watch;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.WatchCancelRequest;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchGrpc;
import io.fireweed.api.rpc.WatchProgressRequest;
import io.fireweed.api.rpc.WatchRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// One Watch stream of a client, with a line of text for everything it was told.
final class WatchSession {
  private static final long LIMIT_SECONDS = 60;

  private final ClientCall<WatchRequest, WatchResponse> call;
  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();
  private final List<String> lines = new ArrayList<>();

  private WatchSession(ManagedChannel channel, Metadata headers, int firstRequests) {
    call = channel.newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
    boolean greedy = firstRequests == Integer.MAX_VALUE;
    call.start(
        new ClientCall.Listener<>() {
          @Override
          public void onMessage(WatchResponse message) {
            told.add(message);
            if (greedy) {
              call.request(1);
            }
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            told.add(status);
          }
        },
        headers);
    if (firstRequests > 0) {
      call.request(greedy ? 2 : firstRequests);
    }
  }

  static WatchSession open(WatchPeer peer) {
    return new WatchSession(peer.channel(), new Metadata(), Integer.MAX_VALUE);
  }

  static WatchSession open(WatchPeer peer, String header, String value) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(header, Metadata.ASCII_STRING_MARSHALLER), value);
    return new WatchSession(peer.channel(), headers, Integer.MAX_VALUE);
  }

  /// Opens one that takes no message until it is told to.
  static WatchSession openSlow(WatchPeer peer) {
    return new WatchSession(peer.channel(), new Metadata(), 0);
  }

  void request(int messages) {
    call.request(messages);
  }

  WatchSession create(String key, Consumer<WatchCreateRequest.Builder> more) {
    WatchCreateRequest.Builder create =
        WatchCreateRequest.newBuilder().setKey(ByteString.copyFromUtf8(key));
    more.accept(create);
    call.sendMessage(WatchRequest.newBuilder().setCreateRequest(create).build());
    return this;
  }

  WatchSession create(String key) {
    return create(key, _ -> {});
  }

  WatchSession cancel(long id) {
    call.sendMessage(
        WatchRequest.newBuilder()
            .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(id))
            .build());
    return this;
  }

  WatchSession askProgress() {
    call.sendMessage(
        WatchRequest.newBuilder()
            .setProgressRequest(WatchProgressRequest.getDefaultInstance())
            .build());
    return this;
  }

  WatchSession nothing() {
    call.sendMessage(WatchRequest.getDefaultInstance());
    return this;
  }

  WatchSession halfClose() {
    call.halfClose();
    return this;
  }

  void leave() {
    call.cancel("done", null);
  }

  /// Waits for that many responses, and keeps a line for each.
  WatchSession expect(int count) {
    for (int i = 0; i < count; i++) {
      lines.add(line(next()));
    }
    return this;
  }

  /// Keeps a line for whatever comes in that time.
  WatchSession quiet(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (true) {
      Object one = poll(end - System.nanoTime());
      if (one == told) {
        lines.add("quiet");
        return this;
      }
      lines.add(line(one));
    }
  }

  WatchResponse nextResponse() {
    return (WatchResponse) next();
  }

  Status nextStatus() {
    return (Status) next();
  }

  List<String> lines() {
    return lines;
  }

  private Object next() {
    Object one = poll(TimeUnit.SECONDS.toNanos(LIMIT_SECONDS));
    if (one == told) {
      throw new AssertionError("nothing more came after " + lines);
    }
    return one;
  }

  /// {@return what came, or the queue itself if nothing did}
  private Object poll(long nanos) {
    try {
      Object one = told.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      return one == null ? told : one;
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private static String line(Object one) {
    return one instanceof WatchResponse response ? line(response) : "end " + one;
  }

  private static String line(WatchResponse response) {
    StringBuilder line = new StringBuilder("id " + response.getWatchId());
    line.append(" rev ").append(response.getHeader().getRevision());
    if (response.getHeader().getClusterId() == 0
        || response.getHeader().getMemberId() == 0
        || response.getHeader().getRaftTerm() == 0) {
      line.append(" incomplete header");
    }
    line.append(response.getCreated() ? " created" : "");
    line.append(response.getCanceled() ? " canceled" : "");
    line.append(response.getFragment() ? " fragment" : "");
    if (response.getCompactRevision() != 0) {
      line.append(" compact ").append(response.getCompactRevision());
    }
    if (!response.getCancelReason().isEmpty()) {
      line.append(" because ").append(response.getCancelReason());
    }
    response.getEventsList().forEach(event -> line.append(" | ").append(line(event)));
    return line.toString();
  }

  private static String line(Event event) {
    String text = event.getType() + " " + line(event.getKv());
    return event.hasPrevKv() ? text + " was " + line(event.getPrevKv()) : text;
  }

  private static String line(KeyValue row) {
    String value = row.getValue().toStringUtf8();
    return row.getKey().toStringUtf8()
        + "="
        + (value.length() > 20 ? value.length() + " bytes" : value)
        + " c"
        + row.getCreateRevision()
        + " m"
        + row.getModRevision()
        + " v"
        + row.getVersion();
  }
}
