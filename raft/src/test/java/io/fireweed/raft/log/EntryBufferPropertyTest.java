package io.fireweed.raft.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.fixtures.SeededRandom;
import io.fireweed.format.raftlog.Entry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Neighbouring entries behave like a list, however they grow, are cut and dropped.
class EntryBufferPropertyTest {
  @Test
  void theBufferDoesWhatAListDoes() {
    SeededRandom.check(
        500,
        random -> {
          long first = 1 + random.nextInt(5);
          EntryBuffer buffer = new EntryBuffer(first);
          List<Entry> list = new ArrayList<>();
          for (int i = 0; i < 120; i++) {
            long end = first + list.size();
            switch (random.nextInt(6)) {
              case 0, 1, 2 -> {
                List<Entry> more = ModelLog.entries(random, end, 1, random.nextInt(20));
                buffer.append(more);
                list.addAll(more);
              }
              case 3 -> {
                int keep = random.nextInt(list.size() + 1);
                buffer.cut(first + keep);
                list.subList(keep, list.size()).clear();
              }
              case 4 -> {
                int drop = random.nextInt(list.size() + 1);
                buffer.dropBefore(first + drop);
                list.subList(0, drop).clear();
                first += drop;
              }
              default -> {
                if (random.nextInt(10) == 0) {
                  first = end + random.nextInt(5);
                  buffer.restart(first);
                  list.clear();
                }
              }
            }
            assertThat(buffer.first()).isEqualTo(first);
            assertThat(buffer.end()).isEqualTo(first + list.size());
            assertThat(buffer.isEmpty()).isEqualTo(list.isEmpty());
            assertThat(buffer.slice(first, buffer.end(), RaftLog.NO_LIMIT)).isEqualTo(list);
            if (!list.isEmpty()) {
              int from = random.nextInt(list.size());
              int to = from + 1 + random.nextInt(list.size() - from);
              long maxBytes = random.nextInt(100);
              assertThat(buffer.slice(first + from, first + to, maxBytes))
                  .isEqualTo(ModelLog.limited(list.subList(from, to), maxBytes));
              assertThat(buffer.at(first + from)).isEqualTo(list.get(from));
            }
          }
        });
  }
}
