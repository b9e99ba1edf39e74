package io.fireweed.storage.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.bbolt.Db;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.schema.EtcdBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random streams of requests against a store that is too plain to be wrong.
class ApplierPropertyTest {
  @TempDir Path work;

  @Test
  void keysAndLeasesAreThoseOfThePlainStore() {
    SeededRandom.check(20, random -> compare(random, "3.4.23", 400));
    SeededRandom.check(20, random -> compare(random, "3.6.14", 400));
  }

  @Test
  void whereAReplayIsCutAndReopenedDoesNotShow() {
    SeededRandom.check(
        3,
        random -> {
          List<Entry> entries = compare(random, "3.5.30", 60);
          DbRows whole = DbRows.of(work.resolve("db"));
          for (int cut = 0; cut <= entries.size(); cut++) {
            Path path = work.resolve("cut");
            Files.deleteIfExists(path);
            try (Db db = Replay.create(path)) {
              Replay.play(db, "3.5.30", entries.subList(0, cut), 1000);
            }
            try (Db db = Replay.reopen(path)) {
              Replay.play(db, "3.5.30", entries, 1);
            }
            assertThat(DbRows.of(path)).as("cut after %d", cut).isEqualTo(whole);
          }
        });
  }

  /// {@return the entries that were played into the file `db`}
  private List<Entry> compare(Random random, String version, int count) throws IOException {
    NaiveStore plain = new NaiveStore(!version.startsWith("3.4"));
    RequestStream requests = new RequestStream(random, 0);
    List<Entry> entries = new ArrayList<>();
    Path path = work.resolve("db");
    Files.deleteIfExists(path);
    try (Db db = Replay.create(path);
        Applier applier = Replay.applier(db, version)) {
      for (int i = 1; i <= count; i++) {
        InternalRaftRequest request = requests.next(plain.revision);
        Entry entry = RequestStream.entry(i, request);
        entries.add(entry);
        plain.apply(request);
        ApplyResult result = applier.apply(entry);
        assertThat(applier.revision()).as("%s -> %s", request, result).isEqualTo(plain.revision);
        assertThat(applier.liveKeys()).as("%s", request).isEqualTo(plain.live.size());
        if (random.nextInt(10) == 0) {
          applier.commit();
          DbRows rows = DbRows.of(db);
          assertThat(rows.of(EtcdBucket.KEY)).as("%s", request).isEqualTo(plain.keyBucket());
          assertThat(rows.of(EtcdBucket.LEASE)).as("%s", request).isEqualTo(plain.leaseBucket());
        }
      }
      applier.commit();
    }
    assertThat(DbRows.of(path).of(EtcdBucket.KEY)).isEqualTo(plain.keyBucket());
    return entries;
  }
}
