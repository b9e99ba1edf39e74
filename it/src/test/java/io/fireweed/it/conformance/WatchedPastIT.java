package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.Event;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import io.fireweed.it.served.WatchStream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Watches where history ends: compactions, restarts; and how far a watch came.
@EverySubject
class WatchedPastIT extends OwnServer {
  WatchedPastIT(Subject subject) {
    super(subject, "--experimental-watch-progress-notify-interval=1s");
  }

  @Test
  void aWatchBelowTheCompactionIsCreatedThenCanceled() {
    for (int i = 0; i < 5; i++) {
      client.put("a", "" + i);
    }
    client.compact(4);
    try (WatchStream stream = client.watch()) {
      WatchResponse created = stream.created(Ask.watch("a").setStartRevision(2));
      assertThat(created.getCanceled()).isFalse();
      WatchResponse canceled = stream.next();
      assertThat(canceled.getCanceled()).isTrue();
      assertThat(canceled.getCompactRevision()).isEqualTo(4);
      assertThat(canceled.getCancelReason()).isEmpty();
      assertThat(canceled.getWatchId()).isEqualTo(created.getWatchId());
      assertThat(canceled.getHeader().getRevision()).isZero();
      // The revision of the compaction itself is still there.
      stream.created(Ask.watch("a").setStartRevision(4));
      List<Event> events = stream.events(3);
      assertThat(events.getFirst().getKv().getModRevision()).isEqualTo(4);
    }
  }

  @Test
  void aNegativeStartIsRefused() {
    try (WatchStream stream = client.watch()) {
      stream.create(Ask.watch("a").setStartRevision(-1));
      WatchResponse response = stream.next();
      if (isBefore(Release.V3_5)) { // taken for a revision that is there
        assertThat(response.getCanceled()).isFalse();
        return;
      }
      assertThat(response.getCreated()).isTrue();
      assertThat(response.getCanceled()).isTrue();
      assertThat(response.getWatchId()).isEqualTo(-1);
      assertThat(response.getCompactRevision()).isZero();
      assertThat(response.getCancelReason())
          .isEqualTo("etcdserver: mvcc: required revision has been compacted");
    }
  }

  @Test
  void aDeletionAtTheCompactionIsTold() {
    client.put("a", "1");
    client.delete(Ask.delete("a"));
    client.put("b", "1");
    client.compact(3);
    try (WatchStream stream = client.watch()) {
      stream.created(Ask.watchPrefix("a").setStartRevision(3));
      if (isBefore(Release.V3_5)) { // 3.4.33 is the first of its line that keeps it
        stream.silent(Duration.ofMillis(300));
        return;
      }
      List<Event> events = stream.events(1);
      assertThat(events.getFirst().getType()).isEqualTo(Event.EventType.DELETE);
      assertThat(events.getFirst().getKv().getModRevision()).isEqualTo(3);
    }
  }

  @Test
  void thePastIsThereAfterARestart() {
    client.put("a", "1");
    client.put("a", "2");
    client.delete(Ask.delete("a"));
    restart();
    try (WatchStream stream = client.watch()) {
      stream.created(Ask.watch("a").setStartRevision(2).setPrevKv(true));
      List<Event> events = stream.events(3);
      assertThat(events.get(1).getPrevKv().getValue().toStringUtf8()).isEqualTo("1");
      assertThat(events.get(2).getType()).isEqualTo(Event.EventType.DELETE);
      assertThat(events.get(2).getPrevKv().getValue().toStringUtf8()).isEqualTo("2");
    }
  }

  @Test
  void aLongPastComesWholeAndInOrder() {
    for (int i = 0; i < 2500; i++) {
      client.put("a", "" + i);
    }
    try (WatchStream stream = client.watch()) {
      stream.created(Ask.watch("a").setStartRevision(1));
      List<Event> events = stream.events(2500);
      for (int i = 0; i < 2500; i++) {
        assertThat(events.get(i).getKv().getModRevision()).isEqualTo(i + 2);
      }
    }
  }

  @Test
  void progressIsToldNowAndThenWhereNothingHappens() {
    try (WatchStream stream = client.watch()) {
      stream.created(Ask.watch("a").setProgressNotify(true));
      client.put("b", "1");
      WatchResponse progress = stream.poll(Duration.ofSeconds(60)).orElseThrow();
      assertThat(progress.getEventsList()).isEmpty();
      assertThat(progress.getWatchId()).isZero();
      assertThat(progress.getHeader().getRevision()).isEqualTo(client.revision());
    }
  }

  @Test
  void aWatchOfTheFutureSurvivesACompaction() {
    client.put("a", "1");
    try (WatchStream stream = client.watch()) {
      stream.created(Ask.watch("a").setStartRevision(5));
      client.put("a", "2");
      client.put("a", "3");
      client.compact(4);
      client.put("a", "4");
      assertThat(stream.events(1).getFirst().getKv().getModRevision()).isEqualTo(5);
    }
  }
}
