package io.fireweed.storage.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.backend.BufferedBackend;
import io.fireweed.storage.backend.PinnedRows;
import io.fireweed.storage.mvcc.Compactor.TombstoneRule;
import io.fireweed.storage.mvcc.HistoryTrim;
import io.fireweed.storage.mvcc.KeyStore;
import io.fireweed.storage.mvcc.RangeFetch;
import io.fireweed.storage.mvcc.RangePick;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeRows;
import io.fireweed.storage.mvcc.RowSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What clients are told, against a store that is too plain to be wrong: answers to changes, ranges
/// at any revision and with any option, in slices and at once, through compactions and restarts.
class AnswersPropertyTest {
  private static final String VERSION = "3.7.1";

  @TempDir Path work;

  @Test
  void clientsAreToldWhatThePlainStoreTellsThem() {
    SeededRandom.check(15, this::run);
  }

  private void run(Random random) throws IOException {
    Path path = work.resolve("db");
    Files.deleteIfExists(path);
    NaiveStore plain = new NaiveStore(true);
    RequestStream requests = new RequestStream(random, 0);
    int applied = 0;
    Replay.create(path).close();
    for (int session = 0; session < 4; session++) {
      boolean finished;
      try (Db db = Replay.reopen(path);
          Session live = new Session(db, random)) {
        if (session > 0) {
          check(live, plain, requests, 30);
        }
        for (int i = 0; i < 150; i++) {
          apply(live, plain, requests.next(plain.revision), ++applied);
          check(live, plain, requests, 3);
          live.work();
        }
        finished = live.commit();
      }
      if (finished) {
        assertThat(DbRows.of(path).of(EtcdBucket.KEY)).isEqualTo(plain.keyBucket());
      }
    }
  }

  private static void apply(Session live, NaiveStore plain, InternalRaftRequest request, int index)
      throws IOException {
    plain.apply(request);
    Answered answered = live.applier.answer(RequestStream.entry(index, request));
    assertThat(answered.revision()).as("%s", request).isEqualTo(plain.revision);
    assertThat(answered.answer()).as("%s", request).isEqualTo(plain.answer);
    if (answered.result() instanceof ApplyResult.Compacted(long target, long deleted)) {
      assertThat(deleted).isZero();
      live.beginTrim(target);
    }
  }

  private static void check(Session live, NaiveStore plain, RequestStream requests, int ranges) {
    KeyStore keys = live.applier.keys();
    for (int i = 0; i < ranges; i++) {
      long wanted = live.random.nextInt(3) > 0 ? 0 : plain.revision - 30 + live.random.nextInt(33);
      RangeRequest request = requests.range(wanted);
      RangeQuery query = RangeQueries.of(request);
      Optional<EtcdError> refused = keys.refuse(wanted);
      assertThat(refused).as("%s", request).isEqualTo(refusal(plain, wanted));
      if (refused.isPresent()) {
        continue;
      }
      RangeRows expected = plain.range(request);
      assertThat(keys.range(query)).as("%s", request).isEqualTo(expected);
      assertThat(live.inSlices(query)).as("%s", request).isEqualTo(expected);
      TxnRequest txn =
          TxnRequest.newBuilder()
              .addSuccess(RequestOp.newBuilder().setRequestRange(request))
              .build();
      assertThat(RequestCheck.isReadOnly(txn)).isTrue();
      if (wanted >= 0) {
        assertThat(live.applier.read(txn, Caller.NOBODY).answer())
            .contains(new KvAnswer.Txn(true, List.of(new KvAnswer.Range(expected))));
      }
    }
  }

  private static Optional<EtcdError> refusal(NaiveStore plain, long wanted) {
    if (wanted > plain.revision) {
      return Optional.of(EtcdError.FUTURE_REVISION);
    }
    return wanted > 0 && wanted < plain.compacted
        ? Optional.of(EtcdError.COMPACTED)
        : Optional.empty();
  }

  /// An applier that serves, with what a member does beside it.
  private static final class Session implements AutoCloseable {
    private final Random random;
    private final BufferedBackend backend;
    private final Applier applier;
    private final List<RevisionKey> superfluous = new ArrayList<>();
    private long target;
    private Optional<HistoryTrim> trim = Optional.empty();

    Session(Db db, Random random) throws IOException {
      this.random = random;
      this.backend = BufferedBackend.open(db);
      this.applier = Applier.over(backend, Replay.rules(VERSION), _ -> Replay.HASH);
      long unfinished = applier.keys().unfinishedCompaction();
      if (unfinished > 0) {
        beginTrim(unfinished);
      }
    }

    void beginTrim(long at) throws IOException {
      finish();
      target = at;
      trim = Optional.of(new HistoryTrim(applier.keys(), at, TombstoneRule.KEEP));
    }

    /// A little of what goes on beside the log.
    void work() throws IOException {
      if (random.nextInt(3) == 0) {
        backend.commit();
      }
      if (trim.isPresent() && random.nextInt(2) == 0) {
        advance(1 + random.nextInt(20));
      }
    }

    private void advance(int keys) throws IOException {
      boolean done =
          trim.orElseThrow()
              .advance(
                  keys,
                  (main, sub, tombstone) -> {
                    Revision at = new Revision(main, sub);
                    superfluous.add(tombstone ? RevisionKey.tombstone(at) : RevisionKey.put(at));
                  });
      if (done) {
        trim = Optional.empty();
        backend.commit();
        applier.keys().finishCompaction(target);
        backend.write(backend.seal(), superfluous.stream().sorted().toList());
        backend.advance(backend.committed());
        superfluous.clear();
      }
    }

    private void finish() throws IOException {
      while (trim.isPresent()) {
        advance(7);
      }
    }

    /// {@return the answer, put together a few keys and rows at a time}
    RangeRows inSlices(RangeQuery query) {
      RangePick pick = RangePick.begin(applier.keys(), query);
      while (!pick.advance(1 + random.nextInt(9))) {
        assertThat(pick.isComplete()).isFalse();
      }
      try (PinnedRows rows = backend.pin()) {
        RangeFetch fetch = new RangeFetch(pick, RowSource.of(rows));
        List<Bytes> taken = new ArrayList<>();
        while (!fetch.advance(1 + random.nextInt(5))) {
          if (random.nextBoolean()) {
            taken.addAll(fetch.take());
          }
        }
        taken.addAll(fetch.take());
        RangeRows answer = fetch.answer();
        assertThat(answer.rows()).isEmpty();
        return new RangeRows(taken, answer.count(), answer.more(), answer.revision());
      }
    }

    /// Leaves, now and then, a compaction for the next session. {@return whether none is left}
    boolean commit() throws IOException {
      if (random.nextBoolean()) {
        finish();
      }
      backend.commit();
      return trim.isEmpty();
    }

    @Override
    public void close() {
      applier.close();
    }
  }
}
