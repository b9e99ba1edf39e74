package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.wire.Bytes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DbConcurrencyTest {
  private static final Bytes BUCKET = Bytes.ofUtf8("bucket");
  private static final int KEYS = 300;
  private static final int COMMITS = 80;
  private static final int READERS = 2;

  @TempDir Path directory;

  /// Every commit gives all keys one new value, in a file that grows and is mapped again.
  @Test
  void readersSeeWholeStatesWhileAWriterCommits() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Path path = directory.resolve("db");
    try (Db db = Db.open(new LocalDisk(), path, DbOptions.create().withPageSize(1024));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      commit(db, 0);
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        Callable<Integer> reader = () -> readUntil(done, db);
        readers.add(threads.submit(reader));
      }
      try {
        for (int round = 1; round <= COMMITS; round++) {
          commit(db, round);
        }
      } finally {
        done.set(true);
      }
      for (Future<Integer> reader : readers) {
        assertThat(reader.get()).isPositive();
      }
      try (ReadTx tx = db.read()) {
        assertThat(Checker.check(tx).findings()).isEmpty();
      }
    }
  }

  private static void commit(Db db, int round) throws Exception {
    try (WriteTx tx = db.begin()) {
      WriteBucket bucket = tx.createBucketIfAbsent(BUCKET);
      for (int i = 0; i < KEYS; i++) {
        bucket.put(Bytes.ofLong(i), Bytes.of(new byte[round]).plus(Bytes.ofLong(round)));
      }
      tx.commit();
    }
  }

  private static int readUntil(AtomicBoolean done, Db db) throws Exception {
    int count = 0;
    long last = 0;
    do {
      try (ReadTx tx = db.read()) {
        Cursor cursor = tx.requireBucket(BUCKET).cursor();
        int keys = 0;
        long round = -1;
        while (cursor.next()) {
          Bytes value = Bytes.of(cursor.value());
          long found = value.longAt(value.length() - Long.BYTES);
          if (round != -1 && round != found) {
            throw new AssertionError("state " + found + " beside " + round);
          }
          round = found;
          keys++;
        }
        assertThat(keys).isEqualTo(KEYS);
        assertThat(round).isGreaterThanOrEqualTo(last);
        last = round;
        count++;
      }
    } while (!done.get());
    return count;
  }
}
