package io.fireweed.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.bbolt.DbOptions.Durability;
import io.fireweed.format.fault.UnavailableException;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.MappedDisk.Left;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The power fails, or the disk does, at every event of a member's life: while it commits, deletes
/// what a compaction left, or rewrites its db. What the log holds is applied again, and then the db
/// is that of a member to which nothing happened.
class LiveStateCrashPropertyTest {
  private static final int ROUNDS = 2;
  private static final int ENTRIES = 120;
  private static final Path DB = Path.of("/data/db");

  @TempDir Path work;

  @Test
  void afterAPowerCutAtAnyEventTheLogLeadsToTheSameDb() {
    SeededRandom.check(
        ROUNDS,
        random -> {
          long seed = random.nextLong();
          List<Entry> entries = entries(seed);
          DbContent expected = DbContent.replayed(work.resolve("replayed"), entries);
          MappedDisk whole = new MappedDisk();
          assertThat(run(whole, entries, seed)).isTrue();
          assertThat(DbContent.of(whole, DB)).isEqualTo(expected);
          int created = created();
          for (int cut = created; cut < whole.eventCount(); cut++) {
            MappedDisk disk = new MappedDisk();
            disk.cutBefore(cut);
            run(disk, entries, seed);
            for (Left left : Left.values()) {
              MappedDisk after = disk.after(left, random);
              assertThat(run(after, entries, seed + 1)).isTrue();
              assertThat(DbContent.of(after, DB)).as("cut %d, %s", cut, left).isEqualTo(expected);
            }
          }
        });
  }

  @Test
  void afterAFailureOfAnyEventNothingMoreIsPromised() {
    SeededRandom.check(
        ROUNDS,
        random -> {
          long seed = random.nextLong();
          List<Entry> entries = entries(seed);
          DbContent expected = DbContent.replayed(work.resolve("replayed"), entries);
          MappedDisk whole = new MappedDisk();
          assertThat(run(whole, entries, seed)).isTrue();
          for (int failed = created(); failed < whole.eventCount(); failed++) {
            MappedDisk disk = new MappedDisk();
            disk.failAt(failed);
            run(disk, entries, seed);
            MappedDisk after = disk.after(Left.NOTHING, random);
            assertThat(run(after, entries, seed + 1)).isTrue();
            assertThat(DbContent.of(after, DB)).as("failure %d", failed).isEqualTo(expected);
          }
        });
  }

  @Test
  void whenTheDiskFailsApplyingAndWaitingFailButReadingGoesOn() throws Exception {
    List<Entry> entries = entries(7);
    MappedDisk disk = new MappedDisk();
    try (LiveState state = open(disk)) {
      state.apply(entries.subList(0, 50));
      disk.cutBefore(disk.eventCount());
      assertThatThrownBy(state::flush).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> state.apply(entries.subList(50, 60)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("no space left on device");
      assertThatThrownBy(state::flush).isInstanceOf(UnavailableException.class);
      assertThat(state.appliedIndex()).isEqualTo(50);
      long live = state.look(tables -> tables.keys().index().liveKeys());
      var all = io.fireweed.storage.mvcc.RangeQuery.of(io.fireweed.storage.mvcc.KeyRange.all(), 0);
      assertThat(state.range(all).count()).isEqualTo(live);
    }
  }

  private static List<Entry> entries(long seed) {
    return new RandomRequests(new Random(seed), 6).next(ENTRIES);
  }

  /// {@return events until a new db is there, whole}
  private static int created() throws IOException {
    MappedDisk disk = new MappedDisk();
    open(disk).close();
    return disk.eventCount();
  }

  private static LiveState open(MappedDisk disk) throws IOException {
    StateOptions options =
        new StateOptions(Duration.ofHours(1), 1_000_000, 3, Duration.ZERO, Durability.EACH_COMMIT);
    return LiveState.open(disk, DB, DbContent.RULES, _ -> Bytes.ofUtf8("hash"), options);
  }

  /// Applies what the db does not reflect yet. {@return whether the disk held out}
  private static boolean run(MappedDisk disk, List<Entry> entries, long seed) {
    Random random = new Random(seed);
    try (LiveState state = open(disk)) {
      int at = (int) state.durableIndex();
      state.apply(entries.subList(0, at));
      while (at < entries.size()) {
        int next = Math.min(entries.size(), at + 1 + random.nextInt(12));
        state.apply(entries.subList(at, next));
        at = next;
        switch (random.nextInt(5)) {
          case 0 -> state.flush();
          case 1 -> state.defragment();
          case 2 -> state.compacted(state.compactRevision()).join();
          default -> {}
        }
      }
      state.compacted(state.compactRevision()).join();
      return state.flush() == entries.size();
    } catch (IOException | RuntimeException failed) {
      return false;
    }
  }
}
