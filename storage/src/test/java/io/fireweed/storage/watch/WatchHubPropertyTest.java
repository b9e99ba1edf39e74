package io.fireweed.storage.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Random histories against a replay of everything that was ever written: what a watch promises is
/// that it is ordered, unique, atomic, reliable, resumable and bookmarkable.
class WatchHubPropertyTest {
  @Test
  void everyWatcherGetsWhatAReplayGives() {
    SeededRandom.check(300, random -> new Run(random).go(300));
  }

  @Test
  void longHistoriesAreCaughtUpInParts() {
    SeededRandom.check(
        3,
        random -> {
          Run run = new Run(random);
          run.compacts = false;
          run.go(4000);
        });
  }

  /// What one watcher was told so far.
  private static final class Told {
    final Watcher watcher;
    final List<Change> expected = new ArrayList<>();
    final long start;
    int received;
    long through;
    boolean ended;

    Told(Watcher watcher, long created) {
      this.watcher = watcher;
      this.start =
          watcher.spec().startRevision() == 0 ? created + 1 : watcher.spec().startRevision();
      this.through = start - 1;
    }
  }

  private static final class Stream {
    final RecordingReceiver receiver = new RecordingReceiver();
    final WatcherGroup group;
    final Map<Long, Told> told = new LinkedHashMap<>();

    Stream(WatchHub hub) {
      this.group = hub.open(receiver);
    }
  }

  private static final class Run {
    final Random random;
    final PlainHistory history = new PlainHistory();
    final WatchHub hub = new WatchHub(history.revision, history.compactRevision);
    final List<Stream> streams = new ArrayList<>();
    final List<CatchUp> reading = new ArrayList<>();
    boolean unread;
    boolean compacts = true;

    Run(Random random) {
      this.random = random;
    }

    void go(int steps) throws IOException {
      for (int i = 0; i < steps; i++) {
        step();
      }
      for (Stream stream : streams) {
        stream.receiver.room = Integer.MAX_VALUE;
      }
      if (unread) {
        reading.getFirst().read(history);
      }
      reading.forEach(hub::endRound);
      hub.unblock();
      for (int rounds = 0; hub.catchUp(history); rounds++) {
        assertThat(rounds).isLessThan(10_000);
      }
      assertThat(hub.behindCount()).isZero();
      for (Stream stream : streams) {
        stream.group.tellProgress();
        check(stream);
        for (Told told : stream.told.values()) {
          if (!told.ended) {
            assertThat(told.received).as("reliable").isEqualTo(wanted(told).size());
          }
        }
      }
    }

    private void step() throws IOException {
      int kind = random.nextInt(100);
      if (kind < 50) {
        List<Change> changes = write();
        hub.changed(history.revision, changes);
      } else if (kind < 53) {
        compact();
      } else if (kind < 58) {
        streams.add(new Stream(hub));
      } else if (kind < 68 && !streams.isEmpty()) {
        anyStream().group.watch(spec(), random.nextInt(4) == 0 ? random.nextInt(4) : 0);
      } else if (kind < 72 && !streams.isEmpty()) {
        anyStream().group.cancel(random.nextInt(6));
      } else if (kind < 77 && !streams.isEmpty()) {
        anyStream().receiver.room = random.nextInt(4);
      } else if (kind < 81 && !streams.isEmpty()) {
        anyStream().receiver.room = 1000;
        hub.unblock();
      } else if (kind < 87) {
        if (reading.isEmpty()) {
          reading.add(hub.beginRound());
          unread = true;
        } else if (unread) {
          reading.getFirst().read(history);
          unread = false;
        } else {
          hub.endRound(reading.removeFirst());
        }
      } else if (kind < 90) {
        hub.catchUp(history);
      } else if (kind < 92) {
        install();
      } else if (kind < 96 && !streams.isEmpty()) {
        tellProgress(anyStream());
      } else if (!streams.isEmpty()) {
        check(anyStream());
      }
    }

    private void tellProgress(Stream stream) {
      if (random.nextBoolean()) {
        stream.group.tellProgress();
      } else {
        stream.told.values().stream()
            .filter(told -> !told.ended)
            .findAny()
            .ifPresent(told -> stream.group.tellProgress(told.watcher));
      }
    }

    private void compact() {
      if (compacts && history.revision > Math.max(1, history.compactRevision)) {
        long from = Math.max(1, history.compactRevision);
        long target = from + 1 + random.nextLong(history.revision - from);
        hub.compacted(target);
        history.compact(target);
      }
    }

    /// Writes that the hub learns of by a snapshot alone.
    private void install() {
      for (int i = random.nextInt(4); i >= 0; i--) {
        List<Change> unused = write();
        assertThat(unused).isNotEmpty();
      }
      if (compacts && random.nextBoolean()) {
        history.compact(Math.max(history.compactRevision, history.revision - random.nextInt(3)));
      }
      hub.installed(history.revision, history.compactRevision);
    }

    private List<Change> write() {
      Map<Bytes, Optional<Bytes>> writes = new LinkedHashMap<>();
      int count = random.nextInt(4) == 0 ? 1 + random.nextInt(5) : 1;
      for (int i = 0; i < count; i++) {
        Bytes key = key();
        boolean delete = random.nextInt(3) == 0 && history.exists(key);
        writes.put(
            key, delete ? Optional.empty() : Optional.of(Bytes.ofUtf8("v" + random.nextInt(1000))));
      }
      return history.write(writes);
    }

    private Stream anyStream() {
      return streams.get(random.nextInt(streams.size()));
    }

    private Bytes key() {
      return Bytes.ofUtf8("k" + random.nextInt(12));
    }

    private WatchSpec spec() {
      KeyRange range =
          switch (random.nextInt(4)) {
            case 0 -> KeyRange.of(key(), Bytes.of((byte) 0));
            case 1 -> KeyRange.of(key(), key());
            case 2 -> KeyRange.ofPrefix(Bytes.ofUtf8("k1"));
            default -> new KeyRange.Single(key());
          };
      long start =
          switch (random.nextInt(5)) {
            case 0 -> history.revision + random.nextInt(60);
            case 1, 2 -> 1 + random.nextLong(history.revision);
            case 3 -> Math.max(0, history.compactRevision + random.nextInt(3) - 1);
            default -> 0;
          };
      Set<WatchOption> options = EnumSet.noneOf(WatchOption.class);
      for (WatchOption option : WatchOption.values()) {
        if (random.nextInt(4) == 0) {
          options.add(option);
        }
      }
      return new WatchSpec(range, start, options);
    }

    private List<Change> wanted(Told told) {
      return history.all().stream()
          .filter(change -> change.main() >= told.start && told.watcher.wants(change))
          .toList();
    }

    private void check(Stream stream) throws IOException {
      for (Notice notice : stream.receiver.drain()) {
        switch (notice) {
          case Notice.Created(Watcher watcher, long revision) -> {
            assertThat(stream.told.get(watcher.id())).as("unique id").isNull();
            stream.told.put(watcher.id(), new Told(watcher, revision));
          }
          case Notice.Refused(String reason, _) ->
              assertThat(reason).isIn(WatchHub.DUPLICATE_ID, WatchHub.EMPTY_RANGE);
          case Notice.Canceled(Watcher watcher, _) -> {
            require(stream, watcher).ended = true;
            stream.told.remove(watcher.id());
          }
          case Notice.Compacted(Watcher watcher, long compactRevision) -> {
            Told told = require(stream, watcher);
            assertThat(told.ended).isFalse();
            told.ended = true;
            assertThat(compactRevision).as("compacted").isGreaterThan(told.start);
            assertThat(told.through).isLessThan(compactRevision);
          }
          case Notice.Events events -> events(require(stream, events.watcher()), events);
          case Notice.Progress(long id, long revision) ->
              stream.told.values().stream()
                  .filter(told -> !told.ended && (id == -1 || told.watcher.id() == id))
                  .forEach(told -> bookmark(told, revision));
        }
      }
    }

    private static Told require(Stream stream, Watcher watcher) {
      Told told = stream.told.get(watcher.id());
      assertThat(told).as("announced").isNotNull();
      assertThat(told.watcher).isSameAs(watcher);
      return told;
    }

    private void bookmark(Told told, long revision) {
      assertThat(revision)
          .as("no progress before the start")
          .isGreaterThanOrEqualTo(told.watcher.spec().startRevision());
      long expected = wanted(told).stream().filter(change -> change.main() <= revision).count();
      assertThat((long) told.received).as("bookmarkable").isGreaterThanOrEqualTo(expected);
      told.through = Math.max(told.through, revision);
    }

    private void events(Told told, Notice.Events events) throws IOException {
      assertThat(told.ended).as("not after its end").isFalse();
      List<Change> wanted = wanted(told);
      List<Event> batch = events.batch().events();
      assertThat(batch).isNotEmpty();
      assertThat(batch.stream().map(event -> event.change().main()).distinct().count())
          .isLessThanOrEqualTo(CatchUp.MAX_REVISIONS);
      for (Event event : batch) {
        Change change = wanted.get(told.received++);
        assertThat(event.change()).as("ordered, unique, filtered").isEqualTo(change);
        checkBytes(event, told.watcher);
        told.through = change.main();
      }
      if (told.received < wanted.size()) {
        assertThat(wanted.get(told.received).main()).as("atomic").isGreaterThan(told.through);
      }
      assertThat(events.revision()).isGreaterThanOrEqualTo(told.through);
    }

    private void checkBytes(Event event, Watcher watcher) throws IOException {
      boolean previous = watcher.spec().options().contains(WatchOption.PREVIOUS_ROW);
      byte[] encoded = previous ? event.encodedWithPrevious(history) : event.encoded();
      io.fireweed.api.rpc.mvcc.Event decoded = decode(encoded);
      Change change = event.change();
      assertThat(Bytes.of(decoded.getKv().getKey().toByteArray())).isEqualTo(change.key());
      assertThat(decoded.getKv().getModRevision()).isEqualTo(change.main());
      assertThat(decoded.getTypeValue()).isEqualTo(change.kind().ordinal());
      assertThat(decoded.getKv().getValue().isEmpty())
          .isEqualTo(change.kind() == Change.Kind.TOMBSTONE);
      if (decoded.hasPrevKv()) {
        assertThat(decoded.getPrevKv())
            .isEqualTo(KeyValue.parseFrom(history.before(change).orElseThrow().toArray()));
      } else if (previous && !change.creates() && change.main() > history.compactRevision) {
        assertThat(history.before(change)).isEmpty();
      }
    }

    private static io.fireweed.api.rpc.mvcc.Event decode(byte[] field)
        throws InvalidProtocolBufferException, IOException {
      WatchResponse response = WatchResponse.parseFrom(CodedInputStream.newInstance(field));
      assertThat(response.getEventsCount()).isOne();
      return response.getEvents(0);
    }
  }
}
