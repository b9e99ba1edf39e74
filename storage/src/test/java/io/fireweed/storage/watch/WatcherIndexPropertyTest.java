package io.fireweed.storage.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.KeyRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The index against looking at every watcher.
class WatcherIndexPropertyTest {
  @Test
  void whoWatchesAKeyIsFound() {
    SeededRandom.check(100, WatcherIndexPropertyTest::compare);
  }

  private static void compare(Random random) {
    WatcherIndex index = new WatcherIndex();
    WatcherGroup group = new WatchHub(1, -1).open(new RecordingReceiver());
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      if (random.nextInt(3) > 0 || watchers.isEmpty()) {
        WatchSpec spec = new WatchSpec(range(random), 0, Set.of());
        Watcher watcher = new Watcher(group, i, spec, 1);
        watchers.add(watcher);
        index.add(watcher);
      } else {
        index.remove(watchers.remove(random.nextInt(watchers.size())));
      }
      Bytes key = key(random);
      List<Watcher> found = new ArrayList<>();
      index.match(key, found);
      Change change = new Change(Change.Kind.PUT, key, Bytes.EMPTY, 1, 1);
      assertThat(found)
          .containsExactlyInAnyOrderElementsOf(
              watchers.stream().filter(watcher -> watcher.wants(change)).toList());
      List<Watcher> all = new ArrayList<>();
      index.addTo(all);
      assertThat(all).containsExactlyInAnyOrderElementsOf(watchers);
    }
  }

  private static KeyRange range(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new KeyRange.Single(key(random));
      case 1 -> KeyRange.ofPrefix(key(random));
      case 2 -> new KeyRange.From(key(random));
      default -> new KeyRange.HalfOpen(key(random), key(random));
    };
  }

  private static Bytes key(Random random) {
    byte[] key = new byte[1 + random.nextInt(2)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(6) * 51);
    }
    return Bytes.of(key);
  }
}
