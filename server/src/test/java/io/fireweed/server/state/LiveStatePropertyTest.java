package io.fireweed.server.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.bbolt.DbOptions.Durability;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A running state against a replay of the same log by the way that tools take.
class LiveStatePropertyTest {
  @TempDir Path work;

  @Test
  void theDbOfARunningMemberIsThatOfAReplay() {
    SeededRandom.check(15, this::compare);
  }

  private void compare(Random random) throws Exception {
    List<Entry> entries = new RandomRequests(random, 12).next(600);
    DbContent expected = DbContent.replayed(work.resolve("replayed"), entries);
    Path path = work.resolve("db");
    Files.deleteIfExists(path);
    int at = 0;
    while (at < entries.size()) {
      try (LiveState state = open(path, random)) {
        assertThat(state.appliedIndex()).isEqualTo(at);
        int until = Math.min(entries.size(), at + random.nextInt(400));
        while (at < until) {
          int next = Math.min(until, at + 1 + random.nextInt(60));
          state.apply(entries.subList(at, next));
          at = next;
          switch (random.nextInt(8)) {
            case 0 -> assertThat(state.flush()).isEqualTo(at);
            case 1 -> state.defragment();
            case 2 -> state.compacted(state.compactRevision()).join();
            default -> {}
          }
        }
        if (at == entries.size()) {
          state.compacted(state.compactRevision()).join();
          assertThat(state.hashKv(0).hash()).isEqualTo(expected.hash().hash());
        }
      }
    }
    assertThat(DbContent.of(path)).isEqualTo(expected);
  }

  private static LiveState open(Path path, Random random) throws IOException {
    StateOptions options =
        new StateOptions(
            Duration.ofMillis(random.nextInt(20)),
            1 + random.nextInt(100),
            1 + random.nextInt(10),
            Duration.ZERO,
            Durability.AT_CLOSE);
    return LiveState.open(
        new LocalDisk(), path, DbContent.RULES, _ -> Bytes.ofUtf8("hash"), options);
  }
}
