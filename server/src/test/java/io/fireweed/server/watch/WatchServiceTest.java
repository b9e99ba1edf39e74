package io.fireweed.server.watch;

import static io.fireweed.server.watch.WatchedStore.Write.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.fixtures.Eventually;
import io.fireweed.server.state.RefusedCall;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What etcd cannot be asked in a moment: rights, leaders, time, overload.
@Timeout(300)
class WatchServiceTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration A_WHILE = Duration.ofMillis(300);

  @Test
  void whoMayNotReadIsRefusedInTheWordsOfGo() throws IOException {
    assertThat(refusal(EtcdError.PERMISSION_DENIED))
        .isEqualTo("rpc error: code = PermissionDenied desc = etcdserver: permission denied");
    assertThat(refusal(EtcdError.INVALID_AUTH_TOKEN))
        .isEqualTo("rpc error: code = Unauthenticated desc = etcdserver: invalid auth token");
    assertThat(refusal(EtcdError.USER_EMPTY))
        .isEqualTo("rpc error: code = InvalidArgument desc = etcdserver: user name is empty");
    assertThat(refusal(EtcdError.AUTH_OLD_REVISION))
        .isEqualTo(
            "rpc error: code = InvalidArgument desc = etcdserver: revision of auth store is old");
    assertThat(refusal(EtcdError.CORRUPT))
        .isEqualTo("rpc error: code = PermissionDenied desc = etcdserver: permission denied");
  }

  private static String refusal(EtcdError error) throws IOException {
    try (WatchServer server =
        WatchServer.start(WatchServer.refusing(_ -> new RefusedCall(error)))) {
      WatchResponse response = WatchSession.open(server.peer).create("a").nextResponse();
      assertThat(response.getCreated()).isTrue();
      assertThat(response.getCanceled()).isTrue();
      assertThat(response.getWatchId()).isEqualTo(-1);
      assertThat(response.getHeader().getRevision()).isOne();
      return response.getCancelReason();
    }
  }

  @Test
  void aStreamThatNeedsALeaderIsRefusedWithoutOne() throws IOException {
    try (WatchServer server = WatchServer.start()) {
      server.member.leader = 0;
      Status status = WatchSession.open(server.peer, "hasleader", "true").nextStatus();
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).isEqualTo("etcdserver: no leader");
      assertThat(WatchSession.open(server.peer).create("a").nextResponse().getCreated()).isTrue();
    }
  }

  @Test
  void aStreamThatNeedsALeaderEndsAfterThreeElectionTimeoutsWithoutOne() throws IOException {
    WatchLimits limits = new WatchLimits(1 << 20, Duration.ofMinutes(10), Duration.ofMillis(300));
    try (WatchServer server = WatchServer.start(limits)) {
      WatchSession needs =
          WatchSession.open(server.peer, "hasleader", "true").create("a").expect(1);
      WatchSession other = WatchSession.open(server.peer).create("a").expect(1);
      long since = System.nanoTime();
      server.member.leader = 0;
      Status status = needs.nextStatus();
      assertThat(System.nanoTime() - since).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(800));
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).isEqualTo("etcdserver: no leader");
      server.peer.write(put("a", "1"));
      other.expect(1);
    }
  }

  @Test
  void progressIsToldWhenNothingHappensAndNotBeforeTheStart() throws IOException {
    WatchLimits limits = new WatchLimits(1 << 20, Duration.ofMillis(200), Duration.ofSeconds(1));
    try (WatchServer server = WatchServer.start(limits)) {
      WatchSession session = WatchSession.open(server.peer);
      session.create("a", c -> c.setProgressNotify(true)).expect(1);
      session.create("a", c -> c.setProgressNotify(true).setStartRevision(100)).expect(1);
      session.create("a").expect(1);
      server.peer.write(put("b", "1"));
      WatchResponse progress = session.nextResponse();
      while (progress.getHeader().getRevision() < 2) {
        progress = session.nextResponse(); // Told before the write.
      }
      assertThat(progress.getWatchId()).isZero();
      assertThat(progress.getEventsCount()).isZero();
      assertThat(progress.getHeader().getRevision()).isEqualTo(2);
      assertThat(session.nextResponse()).isEqualTo(progress);
    }
  }

  /// Both watchers are told on the same occasions, whatever time these take: so the one that had an
  /// event is one occasion behind the other from then on.
  @Test
  void progressIsSkippedOnceAfterAnEvent() throws IOException {
    WatchLimits limits = new WatchLimits(1 << 20, Duration.ofMillis(50), Duration.ofSeconds(1));
    try (WatchServer server = WatchServer.start(limits)) {
      WatchSession session = WatchSession.open(server.peer);
      session.create("a", c -> c.setProgressNotify(true)).expect(1);
      long[] progress = new long[2];
      session.create("b", c -> c.setProgressNotify(true));
      countProgress(session, progress, WatchResponse::getCreated);
      countProgress(session, progress, response -> isProgress(response, 1));
      long before = countProgress(session, progress, response -> isProgress(response, 0));
      server.peer.write(put("a", "1"));
      countProgress(session, progress, response -> response.getEventsCount() == 1);
      long after = countProgress(session, progress, response -> isProgress(response, 0));
      assertThat(after - before).isOne();
      assertThat(countProgress(session, progress, response -> isProgress(response, 0)))
          .isEqualTo(after);
    }
  }

  private static boolean isProgress(WatchResponse response, long watch) {
    return !response.getCreated()
        && response.getEventsCount() == 0
        && response.getWatchId() == watch;
  }

  /// Takes responses up to the one wanted, and counts those that tell progress. {@return how far
  /// the first watcher is behind the second}
  private static long countProgress(
      WatchSession session, long[] progress, Predicate<WatchResponse> wanted) {
    WatchResponse response;
    do {
      response = session.nextResponse();
      if (!response.getCreated() && response.getEventsCount() == 0) {
        progress[(int) response.getWatchId()]++;
      }
    } while (!wanted.test(response));
    return progress[1] - progress[0];
  }

  @Test
  void partsStayBelowTheLimitAndOnlyTheLastHasNoMark() throws IOException {
    WatchLimits limits = new WatchLimits(1000, Duration.ofMinutes(10), Duration.ofSeconds(1));
    try (WatchServer server = WatchServer.start(limits)) {
      List<WatchedStore.Write> writes = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        writes.add(put("k" + i, "v".repeat(i == 20 ? 3000 : 100)));
      }
      WatchSession session = WatchSession.open(server.peer);
      session
          .create("k", c -> c.setRangeEnd(ByteString.copyFromUtf8("l")).setFragment(true))
          .expect(1);
      server.peer.write(writes.toArray(WatchedStore.Write[]::new));
      List<Event> events = new ArrayList<>();
      WatchResponse part;
      do {
        part = session.nextResponse();
        events.addAll(part.getEventsList());
        assertThat(part.getSerializedSize() < 1000 || part.getEventsCount() == 1).isTrue();
        assertThat(part.getHeader().getRevision()).isEqualTo(2);
      } while (part.getFragment());
      assertThat(events).hasSize(50);
      for (int i = 0; i < 50; i++) {
        assertThat(events.get(i).getKv().getKey().toStringUtf8()).isEqualTo("k" + i);
      }
    }
  }

  @Test
  void aSlowClientHoldsLittleAndLosesNothing() throws IOException {
    try (WatchServer server = WatchServer.start()) {
      WatchSession slow = WatchSession.openSlow(server.peer).create("a");
      Eventually.within(SOON, () -> "created", () -> server.hub.watcherCount() == 1);
      WatchSession quick = WatchSession.open(server.peer).create("a").expect(1);
      String value = "v".repeat(1 << 10);
      int count = 20_000;
      for (int i = 0; i < count; i++) {
        server.peer.write(put("a", value));
      }
      assertThat(server.service.heldBytes()).isLessThan(8 << 20);
      assertEvents(quick, count, 2);
      assertThat(server.hub.behindCount()).isOne();
      slow.request(Integer.MAX_VALUE);
      assertThat(slow.nextResponse().getCreated()).isTrue();
      assertEvents(slow, count, 2);
      Eventually.within(SOON, () -> "synced", () -> server.hub.behindCount() == 0);
      assertThat(server.service.heldBytes()).isZero();
    }
  }

  /// Takes responses until `count` events have come, one for each revision from `first` on.
  private static void assertEvents(WatchSession session, int count, long first) {
    long next = first;
    while (next < first + count) {
      WatchResponse response = session.nextResponse();
      assertThat(response.getEventsCount()).isPositive();
      for (Event event : response.getEventsList()) {
        assertThat(event.getKv().getModRevision()).isEqualTo(next++);
      }
      assertThat(response.getHeader().getRevision()).isGreaterThanOrEqualTo(next - 1);
    }
  }

  @Test
  void aClientThatLagsBehindACompactionIsTold() throws IOException {
    try (WatchServer server = WatchServer.start()) {
      WatchSession slow = WatchSession.openSlow(server.peer).create("a");
      Eventually.within(SOON, () -> "created", () -> server.hub.watcherCount() == 1);
      String value = "v".repeat(8 << 10);
      for (int i = 0; i < 3000; i++) {
        server.peer.write(put("a", value));
      }
      server.peer.compact(2990);
      slow.request(Integer.MAX_VALUE);
      assertThat(slow.nextResponse().getCreated()).isTrue();
      long next = 2;
      WatchResponse response = slow.nextResponse();
      while (!response.getCanceled()) {
        for (Event event : response.getEventsList()) {
          assertThat(event.getKv().getModRevision()).isEqualTo(next++);
        }
        response = slow.nextResponse();
      }
      assertThat(response.getCompactRevision()).isEqualTo(2990);
      assertThat(response.getHeader().getRevision()).isZero();
      assertThat(next).isBetween(3L, 2990L);
    }
  }

  @Test
  void answersThatNobodyReadsDoNotPileUp() throws IOException {
    try (WatchServer server = WatchServer.start()) {
      WatchSession session = WatchSession.openSlow(server.peer);
      int count = 60_000;
      for (int i = 0; i < count; i++) {
        session.create("k" + i);
      }
      Eventually.within(SOON, () -> "some", () -> server.hub.watcherCount() > 100);
      session.quiet(Duration.ofSeconds(1));
      assertThat(server.hub.watcherCount()).isLessThan(count);
      session.request(Integer.MAX_VALUE);
      for (int i = 0; i < count; i++) {
        assertThat(session.nextResponse().getWatchId()).isEqualTo(i);
      }
      server.peer.write(put("k77", "1"));
      assertThat(session.nextResponse().getWatchId()).isEqualTo(77);
    }
  }

  @Test
  void aThousandWatchersOfOneStreamAllHear() throws IOException {
    try (WatchServer server = WatchServer.start()) {
      WatchSession session = WatchSession.open(server.peer);
      for (int i = 0; i < 1000; i++) {
        session.create("a");
      }
      session.expect(1000);
      for (int round = 0; round < 10; round++) {
        server.peer.write(put("a", "1"));
      }
      long[] heard = new long[1000];
      for (int i = 0; i < 10_000; ) {
        WatchResponse response = session.nextResponse();
        heard[(int) response.getWatchId()] += response.getEventsCount();
        i += response.getEventsCount();
      }
      assertThat(heard).containsOnly(10);
    }
  }

  @Test
  void betweenTheAnswerAndTheFirstEventNothingIsLostOrDoubled() throws Exception {
    try (WatchServer server = WatchServer.start()) {
      int count = 30_000;
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < count; i++) {
                      server.peer.write(put("a", "1"));
                    }
                  });
      List<WatchSession> sessions = new ArrayList<>();
      while (writer.isAlive() && sessions.size() < 200) {
        sessions.add(WatchSession.open(server.peer).create("a"));
        Thread.sleep(2);
      }
      writer.join();
      for (WatchSession session : sessions) {
        WatchResponse created = session.nextResponse();
        long revision = created.getHeader().getRevision();
        assertEvents(session, (int) (count + 1 - revision), revision + 1);
      }
    }
  }

  @Test
  void whatAClientLeavesIsFreed() throws IOException {
    try (WatchServer server = WatchServer.start()) {
      WatchSession session = WatchSession.open(server.peer).create("a").create("b").expect(2);
      assertThat(server.service.streamCount()).isOne();
      session.leave();
      Eventually.within(SOON, () -> "freed", () -> server.hub.watcherCount() == 0);
      Eventually.within(SOON, () -> "freed", () -> server.service.streamCount() == 0);
    }
  }

  @Test
  void aMemberThatStopsSaysSo() throws IOException {
    try (WatchServer server = WatchServer.start()) {
      WatchSession session = WatchSession.open(server.peer).create("a").expect(1);
      server.service.close();
      Status status = session.nextStatus();
      assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(status.getDescription()).isEqualTo("etcdserver: server stopped");
      Status late = WatchSession.open(server.peer).nextStatus();
      assertThat(late.getDescription()).isEqualTo("etcdserver: server stopped");
    }
  }

  @Test
  void quietStreamsAreQuiet() throws IOException {
    try (WatchServer server = WatchServer.start()) {
      WatchSession session = WatchSession.open(server.peer).create("a").expect(1);
      server.peer.write(put("b", "1"));
      assertThat(session.quiet(A_WHILE).lines()).endsWith("quiet");
    }
  }
}
