package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import io.fireweed.it.served.WatchStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Watches made, canceled and told of progress while others write.
@EverySubject
class WatchRacesIT extends SharedServer {
  private static final int WRITES = 300;

  WatchRacesIT(Subject subject) {
    super(subject);
  }

  private long write(int from, int to) {
    long revision = 0;
    for (int i = from; i < to; i++) {
      revision = client.put(key("k"), String.valueOf(i));
    }
    return revision;
  }

  /// {@return what a watch that begins now sees until a revision}
  private List<Long> seenUntil(long last, long created, WatchStream stream) {
    List<Long> seen = new ArrayList<>();
    while (created < last && (seen.isEmpty() || seen.getLast() < last)) {
      for (Event event : stream.next().getEventsList()) {
        seen.add(event.getKv().getModRevision());
      }
    }
    return seen;
  }

  @Test
  void aWatchThatBeginsAmongWritesSeesAllThatFollow() throws Exception {
    List<WatchStream> streams = new ArrayList<>();
    List<Long> began = new ArrayList<>();
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<Long> writing = threads.submit(() -> write(0, WRITES));
      while (!writing.isDone() && streams.size() < 30) {
        WatchStream stream = client.watch();
        streams.add(stream);
        began.add(stream.created(Ask.watch(key("k"))).getHeader().getRevision());
      }
      long last = writing.get();
      for (int i = 0; i < streams.size(); i++) {
        List<Long> seen = seenUntil(last, began.get(i), streams.get(i));
        assertThat(seen).isSorted().doesNotHaveDuplicates();
        assertThat(seen).hasSize((int) Math.min(WRITES, last - began.get(i)));
      }
    } finally {
      streams.forEach(WatchStream::close);
    }
  }

  @Test
  void compactionTakesNothingFromAWatchThatKeepsUp() throws Exception {
    try (WatchStream stream = client.watch();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      long began = stream.created(Ask.watch(key("k"))).getHeader().getRevision();
      Future<Long> writing =
          threads.submit(
              () -> {
                long last = 0;
                for (int i = 0; i < 10; i++) {
                  last = write(0, WRITES / 10);
                  client.compact(last);
                }
                return last;
              });
      long last = writing.get();
      assertThat(seenUntil(last, began, stream)).hasSize(WRITES).isSorted();
    }
  }

  @Test
  void streamsThatCloseWhileTheirWatchesAreCanceledLeaveNothingBehind() throws Exception {
    List<Callable<Boolean>> streams = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      streams.add(this::openAndLeave);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      for (Future<Boolean> one : threads.invokeAll(streams)) {
        assertThat(one.get()).isTrue();
      }
    }
    try (WatchStream stream = client.watch()) {
      stream.created(Ask.watch(key("k")));
      write(0, 1);
      assertThat(stream.events(1)).hasSize(1);
    }
  }

  private boolean openAndLeave() {
    try (WatchStream stream = client.watch()) {
      for (int i = 0; i < 10; i++) {
        stream.create(Ask.watch(key("k" + i)));
        stream.cancel(i);
      }
      return stream.next().getCreated();
    }
  }

  @Test
  void progressIsToldOnlyOfWhatEveryWatchHasSeen() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4 tells of what is yet to be seen
    }
    long first = client.put(key("k"), "first");
    write(0, WRITES);
    try (Client other = server.connect();
        WatchStream stream = other.watch()) {
      stream.create(Ask.watch(key("k")).setStartRevision(first));
      stream.create(Ask.watch(key("none")));
      long seen = 0;
      for (int i = 0; i < 50; i++) {
        long last = write(i, i + 1);
        stream.askProgress();
        seen = readUntilProgress(stream, seen, last);
      }
    }
  }

  /// Reads on until progress is told; a request that comes too early is not answered.
  private static long readUntilProgress(WatchStream stream, long seenBefore, long last) {
    long seen = seenBefore;
    while (true) {
      Optional<WatchResponse> next = stream.poll(Duration.ofMillis(500));
      if (next.isEmpty()) {
        stream.askProgress();
        continue;
      }
      WatchResponse response = next.get();
      if (response.getCreated()) {
        continue;
      }
      if (response.getEventsCount() == 0) {
        assertThat(response.getWatchId()).isEqualTo(-1);
        assertThat(response.getHeader().getRevision()).isLessThanOrEqualTo(seen);
        if (seen == last) {
          return seen;
        }
        stream.askProgress();
        continue;
      }
      for (Event event : response.getEventsList()) {
        assertThat(event.getKv().getModRevision()).isGreaterThan(seen);
        seen = event.getKv().getModRevision();
      }
    }
  }
}
