package io.fireweed.it.script;

import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.WatchStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one watch has seen.
final class Seen implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(300);

  private final WatchCreateRequest request;
  private final WatchStream stream;
  private final List<String> told = new ArrayList<>();
  private long upTo;
  private boolean over;

  Seen(Client client, WatchCreateRequest request) {
    this.request = request;
    this.stream = client.watch();
    stream.create(request.toBuilder());
    take(stream.next());
  }

  String request() {
    return Answers.line(request);
  }

  /// Takes everything up to a revision.
  void await(long revision) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    boolean asked = false;
    // A watch that begins later has nothing to tell, not even how far it came.
    while (!over && upTo < revision && request.getStartRevision() <= revision) {
      if (!asked) {
        stream.askProgress();
        asked = true;
      }
      Optional<WatchResponse> response = stream.poll(PAUSE);
      if (response.isPresent()) {
        take(response.get());
      } else {
        asked = false; // asked while it was catching up: that goes unanswered
      }
      if (System.nanoTime() > deadline) {
        told.add("nothing within " + LIMIT + " up to " + revision + ", only up to " + upTo);
        return;
      }
    }
  }

  private void take(WatchResponse response) {
    if (response.getWatchId() == -1 && !response.getCanceled()) {
      upTo = Math.max(upTo, response.getHeader().getRevision());
      return;
    }
    if (response.getCreated()) {
      told.add("created");
    }
    for (Event event : response.getEventsList()) {
      told.add(Answers.line(event));
    }
    if (response.getCanceled()) {
      over = true;
      told.add(
          "canceled, compacted at %d: %s"
              .formatted(response.getCompactRevision(), response.getCancelReason()));
    }
  }

  /// {@return all of it, in its order}
  List<String> told() {
    return List.copyOf(told);
  }

  @Override
  public void close() {
    stream.close();
  }
}
