package io.fireweed.it.conformance;

import static io.fireweed.it.served.Ask.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchCreateRequest.FilterType;
import io.fireweed.api.rpc.WatchRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Differs;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import io.fireweed.it.served.WatchStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Watches on a running store.
@EverySubject
class WatchesIT extends SharedServer {
  private static final Duration A_MOMENT = Duration.ofMillis(300);

  private final WatchStream stream;

  WatchesIT(Subject subject) {
    super(subject);
    stream = client.watch();
  }

  @AfterEach
  void close() {
    stream.close();
  }

  private static String words(Event event) {
    return event.getType() + " " + event.getKv().getValue().toStringUtf8();
  }

  private static List<String> words(List<Event> events) {
    return events.stream().map(WatchesIT::words).toList();
  }

  @Test
  void aWatchWithoutARevisionSeesWhatComesNext() {
    long before = client.put(key("a"), "0");
    WatchResponse created = stream.created(Ask.watch(key("a")));
    assertThat(created.getWatchId()).isZero();
    assertThat(created.getHeader().getRevision()).isEqualTo(before);
    assertThat(created.getHeader().getClusterId()).isNotZero();
    assertThat(created.getEventsList()).isEmpty();
    client.put(key("b"), "other");
    long revision = client.put(key("a"), "1");
    WatchResponse response = stream.next();
    assertThat(response.getHeader().getRevision()).isEqualTo(revision);
    assertThat(response.getWatchId()).isZero();
    assertThat(response.getEventsList()).hasSize(1);
    Event event = response.getEvents(0);
    assertThat(event.getType()).isEqualTo(Event.EventType.PUT);
    assertThat(event.getKv())
        .isEqualTo(
            KeyValue.newBuilder()
                .setKey(bytes(key("a")))
                .setValue(bytes("1"))
                .setCreateRevision(before)
                .setModRevision(revision)
                .setVersion(2)
                .build());
    assertThat(event.hasPrevKv()).isFalse();
    long deleted = client.delete(Ask.delete(key("a"))).getHeader().getRevision();
    assertThat(stream.next().getEvents(0))
        .isEqualTo(
            Event.newBuilder()
                .setType(Event.EventType.DELETE)
                .setKv(KeyValue.newBuilder().setKey(bytes(key("a"))).setModRevision(deleted))
                .build());
    stream.silent(A_MOMENT);
  }

  @Test
  void aWatchOfThePastCatchesUpInOrder() {
    long first = client.put(key("a"), "1");
    client.put(key("a"), "2");
    client.delete(Ask.delete(key("a")));
    client.put(key("a/b"), "3");
    stream.created(Ask.watchPrefix(key("a")).setStartRevision(first + 1));
    assertThat(words(stream.events(3))).containsExactly("PUT 2", "DELETE ", "PUT 3");
    client.put(key("a"), "4");
    assertThat(words(stream.events(1))).containsExactly("PUT 4");
  }

  @Test
  void aWatchOfTheFutureIsSilentUntilThen() {
    long now = client.put(key("a"), "0");
    stream.created(Ask.watch(key("a")).setStartRevision(now + 3));
    client.put(key("a"), "1");
    client.put(key("a"), "2");
    stream.silent(A_MOMENT);
    client.put(key("a"), "3");
    WatchResponse response = stream.next();
    assertThat(words(response.getEventsList())).containsExactly("PUT 3");
    assertThat(response.getHeader().getRevision()).isEqualTo(now + 3);
  }

  @Test
  void wrongRangesAndIdsAreCanceledAtOnce() {
    assertCanceled(
        Ask.watch(key("b")).setRangeEnd(bytes(key("a"))), "mvcc: watcher range is empty");
    assertCanceled(
        Ask.watch(key("b")).setRangeEnd(bytes(key("b"))), "mvcc: watcher range is empty");
    stream.created(Ask.watch(key("a")).setWatchId(7));
    assertCanceled(
        Ask.watch(key("a")).setWatchId(7), "mvcc: duplicate watch ID provided on the WatchStream");
    assertThat(stream.created(Ask.watch(key("a"))).getWatchId()).isZero();
    assertThat(stream.created(Ask.watch(key("a")).setWatchId(1)).getWatchId()).isEqualTo(1);
    assertThat(stream.created(Ask.watch(key("a"))).getWatchId()).isEqualTo(2);
  }

  private void assertCanceled(WatchCreateRequest.Builder request, String reason) {
    stream.create(request);
    WatchResponse response = stream.next();
    assertThat(response.getCreated()).isTrue();
    assertThat(response.getCanceled()).isTrue();
    assertThat(response.getWatchId()).isEqualTo(-1);
    assertThat(response.getCancelReason()).isEqualTo(reason);
  }

  @Test
  void anEmptyKeyMeansTheKeyOfOneZeroByteAndItsOpenEndEverything() {
    stream.created(WatchCreateRequest.newBuilder());
    stream.created(WatchCreateRequest.newBuilder().setRangeEnd(Ask.OPEN));
    client.put(key("a"), "1");
    WatchResponse response = stream.next();
    assertThat(response.getWatchId()).isEqualTo(1);
    client.put(Ask.put("\0", "2"));
    List<Long> ids = new ArrayList<>(List.of(stream.next().getWatchId()));
    ids.add(stream.next().getWatchId());
    assertThat(ids).containsExactlyInAnyOrder(0L, 1L);
    client.delete(Ask.delete("\0"));
  }

  @Test
  void aCanceledWatchSaysSoOnceAndTellsNothingMore() {
    stream.created(Ask.watch(key("a")));
    stream.created(Ask.watch(key("a")));
    stream.cancel(55); // nobody's
    stream.cancel(0);
    WatchResponse canceled = stream.next();
    assertThat(canceled.getCanceled()).isTrue();
    assertThat(canceled.getCreated()).isFalse();
    assertThat(canceled.getWatchId()).isZero();
    assertThat(canceled.getCancelReason()).isEmpty();
    client.put(key("a"), "1");
    assertThat(stream.next().getWatchId()).isEqualTo(1);
    stream.cancel(0);
    stream.silent(A_MOMENT);
    // Its number may be given again.
    assertThat(stream.created(Ask.watch(key("a")).setWatchId(0)).getWatchId()).isNotEqualTo(1);
  }

  @Test
  void theKeyBeforeComesIfAskedFor() {
    stream.created(Ask.watch(key("a")).setPrevKv(true));
    client.put(key("a"), "1");
    assertThat(stream.events(1).getFirst().hasPrevKv()).isFalse();
    client.put(key("a"), "2");
    Event second = stream.events(1).getFirst();
    assertThat(second.getPrevKv().getValue()).isEqualTo(bytes("1"));
    assertThat(second.getPrevKv().getVersion()).isEqualTo(1);
    client.delete(Ask.delete(key("a")));
    assertThat(stream.events(1).getFirst().getPrevKv().getValue()).isEqualTo(bytes("2"));
  }

  @Test
  void filtersLeaveOut() {
    stream.created(Ask.watch(key("a")).addFilters(FilterType.NOPUT));
    stream.created(Ask.watch(key("a")).addFilters(FilterType.NODELETE));
    client.put(key("a"), "1");
    WatchResponse put = stream.next();
    assertThat(put.getWatchId()).isEqualTo(1);
    client.delete(Ask.delete(key("a")));
    WatchResponse deleted = stream.next();
    assertThat(deleted.getWatchId()).isZero();
    assertThat(deleted.getEvents(0).getType()).isEqualTo(Event.EventType.DELETE);
    stream.silent(A_MOMENT);
  }

  @Test
  void whatBelongsToOneRevisionComesInOneResponse() {
    stream.created(Ask.watchPrefix(key("")));
    client.txn(
        Ask.txn()
            .addSuccess(Ask.op(Ask.put(key("b"), "1")))
            .addSuccess(Ask.op(Ask.put(key("a"), "2")))
            .addSuccess(Ask.op(Ask.delete(key("none")))));
    WatchResponse response = stream.next();
    assertThat(words(response.getEventsList())).containsExactly("PUT 1", "PUT 2");
    client.delete(Ask.deletePrefix(key("")));
    List<Event> deleted = stream.next().getEventsList();
    assertThat(deleted.stream().map(event -> event.getKv().getKey()))
        .containsExactly(bytes(key("a")), bytes(key("b")));
  }

  @Test
  void manyWatchesOnOneStreamAllSeeAnEvent() {
    for (int i = 0; i < 20; i++) {
      stream.created(Ask.watch(key("a")));
    }
    client.put(key("a"), "1");
    List<Long> ids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      ids.add(stream.next().getWatchId());
    }
    assertThat(ids).doesNotHaveDuplicates().hasSize(20);
    stream.silent(A_MOMENT);
  }

  @Test
  void progressIsToldWhenAskedFor() {
    stream.created(Ask.watch(key("a")));
    client.put(key("a"), "1");
    assertThat(stream.next().getEventsList()).hasSize(1);
    long revision = client.put(key("b"), "1");
    stream.askProgress();
    WatchResponse progress = stream.next();
    assertThat(progress.getWatchId()).isEqualTo(-1);
    assertThat(progress.getEventsList()).isEmpty();
    assertThat(progress.getHeader().getRevision()).isEqualTo(revision);
  }

  @Test
  void progressIsNotToldBeforeAWatchBegins() {
    stream.created(Ask.watch(key("a")).setStartRevision(client.revision() + 1000));
    stream.askProgress();
    boolean silent =
        new Differs<>(
                Release.V3_5,
                false,
                true,
                "3.4 answers for watches that have not begun, which others took back")
            .at(server);
    if (silent) {
      stream.silent(A_MOMENT);
    }
  }

  @Test
  void largeRevisionsComeInPartsIfAllowed() {
    String large = "x".repeat(700_000);
    WatchStream parts = client.watch();
    parts.created(Ask.watchPrefix(key("")).setFragment(true));
    stream.created(Ask.watchPrefix(key("")));
    for (int i = 0; i < 5; i++) {
      client.put(key("k" + i), large);
    }
    long revision = client.delete(Ask.deletePrefix(key("k"))).getHeader().getRevision();
    assertThat(parts.events(10)).hasSize(10);
    assertThat(stream.events(10)).hasSize(10);
    parts.created(
        Ask.watchPrefix(key("")).setFragment(true).setPrevKv(true).setStartRevision(revision));
    List<Event> events = new ArrayList<>();
    List<Boolean> fragments = new ArrayList<>();
    while (events.size() < 5) {
      WatchResponse part = parts.next();
      events.addAll(part.getEventsList());
      fragments.add(part.getFragment());
    }
    assertThat(fragments).hasSizeGreaterThan(1).endsWith(false);
    assertThat(fragments.subList(0, fragments.size() - 1)).containsOnly(true);
    assertThat(events).allMatch(event -> event.getPrevKv().getValue().equals(bytes(large)));
    parts.close();
  }

  @Test
  void aRequestOfNothingIsPassedOver() {
    stream.send(WatchRequest.getDefaultInstance());
    assertThat(stream.created(Ask.watch(key("a"))).getWatchId()).isZero();
  }

  @Test
  void aClientThatAsksNoMoreIsStillTold() {
    stream.created(Ask.watch(key("a")));
    stream.halfClose();
    stream.silent(A_MOMENT);
    client.put(key("a"), "1");
    assertThat(words(stream.events(1))).containsExactly("PUT 1");
  }

  @Test
  void aLeaderIsThereForThoseWhoRequireOne() {
    WatchStream required = client.with("hasleader", "true").watch();
    required.created(Ask.watch(key("a")));
    client.with("hasleader", "true").put(Ask.put(key("a"), "1"));
    assertThat(required.events(1)).hasSize(1);
    required.close();
  }

  @Test
  void aTransactionOfReadsAndAPutOfTheSameValueDiffer() {
    client.put(key("a"), "1");
    stream.created(Ask.watch(key("a")));
    client.txn(Ask.txn().addSuccess(Ask.op(Ask.range(key("a")))));
    stream.silent(A_MOMENT);
    client.put(key("a"), "1");
    assertThat(words(stream.events(1))).containsExactly("PUT 1");
  }
}
