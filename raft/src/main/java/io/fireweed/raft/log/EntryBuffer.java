package io.fireweed.raft.log;

import io.fireweed.format.raftlog.Entry;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Neighbouring entries of a log: grows and is cut at its end, and is dropped at its start.
///
/// Invariant: the entry at `index` stands at `head + index - first`. Dropping moves `head` alone,
/// so that no operation costs more than what it adds, cuts or copies.
final class EntryBuffer {
  private static final int FIRST_CAPACITY = 16;

  private @Nullable Entry[] slots = new Entry[FIRST_CAPACITY];
  private int head;
  private int count;
  private long first;

  /// @param first index of the first entry to come
  EntryBuffer(long first) {
    this.first = first;
  }

  long first() {
    return first;
  }

  /// {@return the index after the last entry}
  long end() {
    return first + count;
  }

  boolean isEmpty() {
    return count == 0;
  }

  int count() {
    return count;
  }

  Entry at(long index) {
    Entry entry = slots[head + (int) (index - first)];
    if (entry == null) {
      throw new IllegalArgumentException(
          "index " + index + " not in [" + first + ", " + end() + ")");
    }
    return entry;
  }

  void append(List<Entry> entries) {
    reserve(entries.size());
    int at = head + count;
    for (Entry entry : entries) {
      slots[at++] = entry;
    }
    count += entries.size();
  }

  private void reserve(int more) {
    int needed = head + count + more;
    if (needed <= slots.length) {
      return;
    }
    int capacity = count + more <= slots.length / 2 ? slots.length : 2 * (count + more);
    @Nullable Entry[] next = new Entry[Math.max(capacity, FIRST_CAPACITY)];
    System.arraycopy(slots, head, next, 0, count);
    slots = next;
    head = 0;
  }

  /// Removes the entries from `index` on.
  void cut(long index) {
    int keep = (int) (index - first);
    Arrays.fill(slots, head + keep, head + count, null);
    count = keep;
  }

  /// Removes the entries before `index`, which is at most [#end()].
  void dropBefore(long index) {
    int drop = (int) (index - first);
    Arrays.fill(slots, head, head + drop, null);
    count -= drop;
    head = count == 0 ? 0 : head + drop;
    first = index;
  }

  /// Starts anew, empty, at `index`.
  void restart(long index) {
    Arrays.fill(slots, head, head + count, null);
    head = 0;
    count = 0;
    first = index;
  }

  /// {@return a copy of `[from, to)`, cut where it would exceed `maxBytes`; one entry at least}
  List<Entry> slice(long from, long to, long maxBytes) {
    int start = head + (int) (from - first);
    int end = head + (int) (to - first);
    if (maxBytes != RaftLog.NO_LIMIT) {
      end = limited(start, end, maxBytes);
    }
    if (start == end) {
      return List.of();
    }
    return Collections.unmodifiableList(Arrays.asList(copy(start, end)));
  }

  private int limited(int start, int end, long maxBytes) {
    long bytes = 0;
    for (int at = start; at < end; at++) {
      bytes += EntrySizes.encoded(at(first + at - head));
      if (bytes > maxBytes && at > start) {
        return at;
      }
    }
    return end;
  }

  private Entry[] copy(int start, int end) {
    Entry[] copy = new Entry[end - start];
    System.arraycopy(slots, start, copy, 0, copy.length);
    return copy;
  }
}
