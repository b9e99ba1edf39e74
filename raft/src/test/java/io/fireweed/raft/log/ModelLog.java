package io.fireweed.raft.log;

import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A log as one would write it without thinking of cost: a list.
///
/// @param start where it starts: a snapshot that ends there, or the origin
final class ModelLog {
  private LogPosition start;
  private final List<Entry> entries = new ArrayList<>();

  ModelLog(LogPosition start) {
    this.start = start;
  }

  static List<Entry> entries(Random random, long from, long term, int count) {
    List<Entry> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes data = Bytes.ofUtf8("x".repeat(random.nextInt(12)));
      made.add(new Entry(term, from + i, EntryType.NORMAL, data));
    }
    return made;
  }

  /// {@return the first entries, as many as fit; one at least}
  static List<Entry> limited(List<Entry> all, long maxBytes) {
    List<Entry> taken = new ArrayList<>();
    long bytes = 0;
    for (Entry entry : all) {
      bytes += EntrySizes.encoded(entry);
      if (bytes > maxBytes && !taken.isEmpty()) {
        break;
      }
      taken.add(entry);
    }
    return taken;
  }

  long first() {
    return start.index() + 1;
  }

  long last() {
    return start.index() + entries.size();
  }

  long term(long index) {
    if (index < start.index() || index > last()) {
      return 0;
    }
    return index == start.index() ? start.term() : at(index).term();
  }

  Entry at(long index) {
    return entries.get((int) (index - first()));
  }

  List<Entry> between(long from, long to) {
    return List.copyOf(entries.subList((int) (from - first()), (int) (to - first())));
  }

  /// Takes what `more` says from its first difference on.
  void overlay(List<Entry> more) {
    for (Entry entry : more) {
      if (entry.index() > last()) {
        entries.add(entry);
      } else if (entry.index() >= first() && at(entry.index()).term() != entry.term()) {
        entries.subList((int) (entry.index() - first()), entries.size()).clear();
        entries.add(entry);
      }
    }
  }

  void compact(long index) {
    LogPosition next = new LogPosition(term(index), index);
    entries.subList(0, (int) (index - start.index())).clear();
    start = next;
  }

  void restart(LogPosition at) {
    entries.clear();
    start = at;
  }

  /// {@return the last position at or before `index` with at most `term`, one by one}
  LogPosition lastNotAfter(long index, long term) {
    for (long at = index; at > 0; at--) {
      if (at < start.index() || at > last()) {
        return new LogPosition(0, at);
      }
      if (term(at) <= term) {
        return new LogPosition(term(at), at);
      }
    }
    return LogPosition.ORIGIN;
  }
}
