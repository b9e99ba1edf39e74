package io.fireweed.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.DbOptions.Durability;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.Upkeep.DbImage;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.KvAnswer;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import io.fireweed.storage.watch.Change;
import io.fireweed.storage.watch.ChangeListener;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One thread applies; others read, scan, hash, copy and rewrite the db at the same time.
class LiveStateConcurrencyTest {
  private static final int ENTRIES = 6_000;

  @TempDir Path work;

  /// The keys as they stood at every revision, told by the listener.
  private final ConcurrentSkipListMap<Long, Map<Bytes, Bytes>> model =
      new ConcurrentSkipListMap<>(Map.of(1L, Map.of()));

  private final AtomicBoolean done = new AtomicBoolean();

  @Test
  void readersSeeEveryRevisionWholeWhileItIsAppliedCommittedCompactedAndRewritten()
      throws Exception {
    List<Entry> entries = new RandomRequests(new Random(11), 40).next(ENTRIES);
    StateOptions options =
        new StateOptions(Duration.ofMillis(3), 200, 50, Duration.ofMillis(1), Durability.AT_CLOSE);
    Path path = work.resolve("db");
    try (LiveState state =
            LiveState.open(
                new LocalDisk(), path, DbContent.RULES, _ -> Bytes.ofUtf8("hash"), options);
        ExecutorService threads = Executors.newFixedThreadPool(6)) {
      state.listen(new Recorder());
      List<Future<Integer>> readers = new ArrayList<>();
      readers.add(threads.submit(() -> repeat(new Random(1), random -> range(state, random))));
      readers.add(threads.submit(() -> repeat(new Random(2), random -> range(state, random))));
      readers.add(threads.submit(() -> repeat(new Random(3), random -> history(state, random))));
      readers.add(threads.submit(() -> repeat(new Random(6), random -> txn(state, random))));
      readers.add(threads.submit(() -> repeat(new Random(4), _ -> copy(state))));
      readers.add(threads.submit(() -> repeat(new Random(5), _ -> rewrite(state))));
      for (int at = 0; at < ENTRIES && readers.stream().noneMatch(Future::isDone); at += 20) {
        state.apply(entries.subList(at, at + 20));
      }
      done.set(true);
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
      state.compacted(state.compactRevision()).join();
      state.flush();
      assertThat(state.openReadCount()).as("readers that were forgotten").isEqualTo(1);
    }
    assertThat(DbContent.of(path)).isEqualTo(DbContent.replayed(work.resolve("replayed"), entries));
  }

  private final class Recorder implements ChangeListener {
    @Override
    public void changed(long revision, List<Change> changes) {
      Map<Bytes, Bytes> keys = new TreeMap<>(model.lastEntry().getValue());
      for (Change change : changes) {
        switch (change.kind()) {
          case PUT -> keys.put(change.key(), change.row());
          case TOMBSTONE -> keys.remove(change.key());
        }
      }
      model.put(revision, keys);
    }

    @Override
    public void compacted(long revision) {}

    @Override
    public void installed(long revision, long compactRevision) {}
  }

  private interface Look {
    void once(Random random) throws IOException;
  }

  private int repeat(Random random, Look look) throws Exception {
    int count = 0;
    do {
      look.once(random);
      count++;
    } while (!done.get());
    return count;
  }

  private void range(LiveState state, Random random) {
    long now = state.revision();
    long revision = random.nextInt(3) == 0 ? 0 : Math.max(1, now - random.nextInt(30));
    int first = random.nextInt(40);
    Bytes from = Bytes.of(RandomRequests.key(first).toByteArray());
    Bytes to = Bytes.of(RandomRequests.key(first + random.nextInt(40)).toByteArray());
    RangeRows found;
    try {
      found = state.range(RangeQuery.of(KeyRange.of(from, to), revision));
    } catch (RefusedCall compacted) {
      assertThat(revision).isLessThan(state.compactRevision());
      return;
    }
    Map<Bytes, Bytes> keys = model.get(revision == 0 ? found.revision() : revision);
    List<Bytes> expected =
        from.compareTo(to) < 0
            ? List.copyOf(new TreeMap<>(keys).subMap(from, to).values())
            : List.of();
    assertThat(found.rows()).as("at %d of %d", revision, now).isEqualTo(expected);
    assertThat(found.revision()).isGreaterThanOrEqualTo(now);
  }

  /// Several ranges, short and long, that overlap: all are of one revision.
  private void txn(LiveState state, Random random) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    List<Integer> bounds = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(4); i++) {
      int first = random.nextInt(40);
      int end = first + 1 + random.nextInt(40);
      bounds.add(first);
      bounds.add(end);
      txn.addSuccess(
          RequestOp.newBuilder()
              .setRequestRange(
                  RangeRequest.newBuilder()
                      .setKey(RandomRequests.key(first))
                      .setRangeEnd(RandomRequests.key(end))));
    }
    Answered answered;
    try (AnswerRoom.Share share = state.answerRoom().share()) {
      answered = state.read(txn.build(), Caller.NOBODY, share);
    }
    Map<Bytes, Bytes> keys = model.get(answered.revision());
    KvAnswer.Txn told = (KvAnswer.Txn) answered.answer().orElseThrow();
    for (int i = 0; i < told.answers().size(); i++) {
      RangeRows found = ((KvAnswer.Range) told.answers().get(i)).found();
      Bytes from = Bytes.of(RandomRequests.key(bounds.get(2 * i)).toByteArray());
      Bytes to = Bytes.of(RandomRequests.key(bounds.get(2 * i + 1)).toByteArray());
      List<Bytes> expected =
          from.compareTo(to) < 0
              ? List.copyOf(new TreeMap<>(keys).subMap(from, to).values())
              : List.of();
      assertThat(found.rows()).isEqualTo(expected);
      assertThat(found.revision()).isEqualTo(answered.revision());
    }
  }

  private void history(LiveState state, Random random) {
    long to = state.revision();
    long from = Math.max(2, to - random.nextInt(100));
    List<Long> seen = new ArrayList<>();
    KeyValueView view = new KeyValueView();
    Map<Bytes, Bytes> last = new TreeMap<>();
    state.scan(
        from,
        to,
        (kind, main, row) -> {
          seen.add(main);
          assertThat(view.parse(row, 0, row.byteSize())).isTrue();
          last.put(Bytes.of(view.key()), kind == Change.Kind.PUT ? Bytes.of(row) : Bytes.EMPTY);
          return true;
        });
    assertThat(seen).isSorted();
    if (state.compactRevision() < from) {
      assertThat(seen.stream().distinct().count()).isEqualTo(to - from + 1);
      last.forEach(
          (key, row) -> assertThat(model.get(to).getOrDefault(key, Bytes.EMPTY)).isEqualTo(row));
      last.keySet().stream().findAny().ifPresent(key -> rowAt(state, key, to));
    }
  }

  private void rowAt(LiveState state, Bytes key, long revision) {
    Optional<Bytes> row = state.rowAt(key, revision);
    if (state.compactRevision() <= revision) {
      assertThat(row).isEqualTo(Optional.ofNullable(model.get(revision).get(key)));
    }
  }

  private void copy(LiveState state) throws IOException {
    long atLeast = state.revision();
    Path copy = work.resolve("copy");
    Files.deleteIfExists(copy);
    try (DbImage image = state.image();
        FileChannel file =
            FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      image.copyTo(
          bytes -> {
            int _ = file.write(bytes.asByteBuffer());
          });
      assertThat(file.size()).isEqualTo(image.sizeBytes());
    }
    try (DbFile db = DbFile.open(new LocalDisk(), copy);
        ReadTx tx = db.read()) {
      assertThat(HashKv.currentRevision(tx)).isGreaterThanOrEqualTo(atLeast);
    }
  }

  private static void rewrite(LiveState state) throws IOException {
    long _ = state.hashKv(0).hash();
    state.defragment();
  }
}
