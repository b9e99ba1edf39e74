package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.LocalDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Random transactions against a model.
class DbPropertyTest {
  private static final int ROUNDS = 5;
  private static final int STEPS = 40;
  private static final int MAX_READERS = 3;

  @TempDir Path directory;

  private final Disk disk = new LocalDisk();

  private record Reader(ReadTx tx, BucketModel model) {}

  @Test
  void everyStateEqualsItsModelAfterEveryStep() {
    SeededRandom.check(ROUNDS, this::everyStateEqualsItsModelAfterEveryStep);
  }

  private void everyStateEqualsItsModelAfterEveryStep(Random random) throws IOException {
    Path path = directory.resolve("db");
    disk.delete(path);
    FreelistStorage storage = random.nextBoolean() ? FreelistStorage.STORED : FreelistStorage.NONE;
    int pageSize = 1024 << random.nextInt(4);
    DbOptions existing = DbOptions.existing().with(storage);
    ChangeScript script = new ChangeScript(random, 1 << (4 + random.nextInt(9)), 20_000);
    BucketModel model = new BucketModel();
    Deque<Reader> readers = new ArrayDeque<>();
    Db db = Db.open(disk, path, DbOptions.create().withPageSize(pageSize).with(storage));
    try {
      for (int step = 0; step < STEPS; step++) {
        model = step(db, script, model, random);
        check(db, model);
        readers.forEach(reader -> reader.model.assertHeldBy(reader.tx));
        if (readers.size() > random.nextInt(MAX_READERS + 1)) {
          readers.remove().tx.close();
        } else if (random.nextBoolean()) {
          readers.add(new Reader(db.read(), model.copy()));
        }
        if (random.nextInt(3) == 0) {
          db.close();
          readers.forEach(reader -> reader.model.assertHeldBy(reader.tx));
          readers.forEach(reader -> reader.tx.close());
          readers.clear();
          db = Db.open(disk, path, existing);
          check(db, model);
        }
      }
    } finally {
      readers.forEach(reader -> reader.tx.close());
      db.close();
    }
  }

  private static BucketModel step(Db db, ChangeScript script, BucketModel model, Random random)
      throws IOException {
    BucketModel changed = model.copy();
    try (WriteTx tx = db.begin()) {
      script.changeRoot(tx, changed, 1 << random.nextInt(11));
      changed.buckets.forEach((name, bucket) -> bucket.assertHeldBy(tx.requireBucket(name)));
      if (random.nextInt(5) == 0) {
        return model;
      }
      tx.commit();
      return changed;
    }
  }

  private static void check(Db db, BucketModel model) throws IOException {
    try (ReadTx tx = db.read()) {
      model.assertHeldBy(tx);
      CheckReport report = Checker.check(tx);
      assertThat(report.findings()).isEmpty();
      assertThat(db.unusedPageCount()).isEqualTo(report.freePageCount());
    }
  }
}
