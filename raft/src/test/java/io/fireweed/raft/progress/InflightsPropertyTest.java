package io.fireweed.raft.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.fixtures.SeededRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The ring of appends under way does what a plain list would.
class InflightsPropertyTest {
  private record Sent(long index, long size) {}

  @Test
  void theRingDoesWhatAListDoes() {
    SeededRandom.check(
        500,
        random -> {
          int maxMessages = 1 + random.nextInt(40);
          long maxBytes = random.nextBoolean() ? 0 : 1 + random.nextInt(300);
          Inflights ring = new Inflights(maxMessages, maxBytes);
          List<Sent> list = new ArrayList<>();
          long index = 0;
          for (int i = 0; i < 300; i++) {
            long bytes = list.stream().mapToLong(Sent::size).sum();
            boolean isFull = list.size() == maxMessages || (maxBytes > 0 && bytes >= maxBytes);
            assertThat(ring.isFull()).isEqualTo(isFull);
            assertThat(ring.count()).isEqualTo(list.size());
            assertThat(ring.bytes()).isEqualTo(bytes);
            if (random.nextInt(50) == 0) {
              ring.clear();
              list.clear();
            } else if (random.nextInt(3) > 0 && !isFull) {
              index += 1 + random.nextInt(3);
              long size = random.nextInt(60);
              ring.add(index, size);
              list.add(new Sent(index, size));
            } else {
              long upTo = index - random.nextInt(20);
              ring.freeUpTo(upTo);
              list.removeIf(sent -> sent.index() <= upTo);
            }
          }
        });
  }

  @Test
  void aFullRingRefuses() {
    Inflights ring = new Inflights(2, 0);
    ring.add(1, 10);
    ring.add(2, 10);
    assertThatThrownBy(() -> ring.add(3, 10)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void oneMessageMayExceedTheBytes() {
    Inflights ring = new Inflights(2, 5);
    ring.add(1, 100);
    assertThat(ring.isFull()).isTrue();
    ring.freeUpTo(1);
    assertThat(ring.isFull()).isFalse();
  }
}
