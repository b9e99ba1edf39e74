package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.disk.RecordingDisk;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The power fails, or the disk does, at every point of a series of commits.
class DbCrashPropertyTest {
  private static final int ROUNDS = 4;
  private static final int COMMITS = 10;
  private static final int CHOICES = 4;

  @TempDir Path directory;

  /// What the file must hold once event `eventCount` is durable.
  private record State(int eventCount, BucketModel model) {}

  @Test
  void powerCutAtEveryPointLeavesTheStateBeforeOrAfter() {
    SeededRandom.check(ROUNDS, random -> cutAtEveryPoint(random.nextLong()));
  }

  @Test
  void failureOfAnyCallEndsCommitsAndKeepsTheStateBefore() {
    SeededRandom.check(ROUNDS, random -> failEveryCall(random.nextLong()));
  }

  private void cutAtEveryPoint(long seed) throws IOException {
    RecordingDisk disk = new RecordingDisk();
    List<State> states = record(seed, disk);
    SplittableRandom random = new SplittableRandom(seed);
    for (int end = 0; end <= disk.eventCount(); end++) {
      assertEither(states, end, disk.imageWithoutUnforced(end));
      assertEither(states, end, disk.imageWithUnforced(end));
      for (int choice = 0; choice < CHOICES; choice++) {
        assertEither(states, end, disk.imageWithSome(end, random));
      }
    }
  }

  private void failEveryCall(long seed) throws IOException {
    RecordingDisk whole = new RecordingDisk();
    List<State> states = record(seed, whole);
    int created = states.get(0).eventCount;
    for (int failAt = created; failAt < whole.eventCount(); failAt++) {
      RecordingDisk disk = new RecordingDisk();
      disk.failAt(failAt);
      Path path = directory.resolve("failing-" + failAt);
      int before = lastBefore(states, failAt);
      try (Db db = open(seed, disk, path)) {
        List<State> done = new ArrayList<>();
        assertThatThrownBy(() -> change(seed, db, disk, done)).isInstanceOf(IOException.class);
        assertThat(done).hasSize(before);
        try (ReadTx tx = db.read()) {
          states.get(before).model.assertHeldBy(tx);
        }
        assertThatThrownBy(db::begin).isInstanceOf(UnavailableException.class);
      }
      assertEither(states, failAt + 1, Files.readAllBytes(path));
      Files.delete(path);
    }
  }

  private static int lastBefore(List<State> states, int event) {
    int last = 0;
    while (last + 1 < states.size() && states.get(last + 1).eventCount <= event) {
      last++;
    }
    return last;
  }

  private List<State> record(long seed, RecordingDisk disk) throws IOException {
    List<State> states = new ArrayList<>();
    Path path = directory.resolve("recorded-" + seed);
    try (Db db = open(seed, disk, path)) {
      states.add(new State(disk.eventCount(), new BucketModel()));
      change(seed, db, disk, states);
    }
    Files.delete(path);
    return states;
  }

  private static Db open(long seed, RecordingDisk disk, Path path) throws IOException {
    return Db.open(disk, path, DbOptions.create().withPageSize(1024).with(storage(seed)));
  }

  private static FreelistStorage storage(long seed) {
    return (seed & 1) == 0 ? FreelistStorage.STORED : FreelistStorage.NONE;
  }

  private static void change(long seed, Db db, RecordingDisk disk, List<State> states)
      throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ChangeScript script = new ChangeScript(random, 200, 3000);
    BucketModel model = new BucketModel();
    for (int i = 0; i < COMMITS; i++) {
      try (WriteTx tx = db.begin()) {
        script.changeRoot(tx, model, 60);
        tx.commit();
      }
      states.add(new State(disk.eventCount(), model.copy()));
    }
  }

  /// The states that a cut before event `end` may leave: the last one committed, or the next one.
  private void assertEither(List<State> states, int end, byte[] image) throws IOException {
    boolean created = end >= states.get(0).eventCount;
    int last = lastBefore(states, end);
    BucketModel before = states.get(last).model;
    BucketModel after = states.get(Math.min(last + 1, states.size() - 1)).model;
    Path path = directory.resolve("cut");
    Files.write(path, image);
    try (Db db = Db.open(new LocalDisk(), path, DbOptions.existing());
        ReadTx tx = db.read()) {
      assertThat(Checker.check(tx).findings()).isEmpty();
      if (!before.holds(tx)) {
        after.assertHeldBy(tx);
      }
    } catch (CorruptException unfinished) {
      if (created) {
        throw unfinished;
      }
    }
    Files.delete(path);
  }
}
