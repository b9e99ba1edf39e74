package io.fireweed.format.schema.hash;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.bbolt.DbFile;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.check.SchemaCheck;
import org.junit.jupiter.api.Test;

class HashKvPropertyTest {
  private static final int ROUNDS = 150;

  @Test
  void hashKvIsThatOfANaiveReading() {
    SeededRandom.check(
        ROUNDS,
        random -> {
          RandomHistory history = new RandomHistory(random);
          history.grow(random.nextInt(150));
          try (DbFile db = history.db().open();
              ReadTx tx = db.read()) {
            long current = HashKv.currentRevision(tx);
            for (long at = Math.max(history.compactMain(), 1); at <= current; at++) {
              assertThat(HashKv.compute(tx, at))
                  .isEqualTo(new HashKv(history.naiveHash(at), at, history.compactMain()));
            }
          }
        });
  }

  @Test
  void liveKeysAreThoseOfANaiveReading() {
    SeededRandom.check(
        ROUNDS,
        random -> {
          RandomHistory history = new RandomHistory(random);
          history.grow(random.nextInt(300));
          try (DbFile db = history.db().open();
              ReadTx tx = db.read()) {
            assertThat(StatusHash.compute(tx).liveKeyCount()).isEqualTo(history.liveCount());
          }
        });
  }

  @Test
  void noHistoryThatEtcdCanWriteHasAnError() {
    SeededRandom.check(
        ROUNDS,
        random -> {
          RandomHistory history = new RandomHistory(random);
          history.grow(random.nextInt(300));
          try (DbFile db = history.db().open();
              ReadTx tx = db.read()) {
            assertThat(SchemaCheck.check(tx).isSound())
                .as(() -> SchemaCheck.check(tx).findings().toString())
                .isTrue();
          }
        });
  }
}
