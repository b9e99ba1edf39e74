package io.fireweed.raft.log;

import io.fireweed.format.raftlog.Entry;
import java.util.List;

/// How large entries are, in bytes: encoded, for limits on messages; or their data alone.
public final class EntrySizes {
  private EntrySizes() {}

  /// {@return the bytes of the entry as etcd 3.4 to 3.6 encode it}
  public static long encoded(Entry entry) {
    int data = entry.data().length();
    return 3L
        + 1
        + varint(entry.term())
        + varint(entry.index())
        + (data == 0 ? 0 : 1 + varint(data) + data);
  }

  private static int varint(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /// {@return the bytes of all entries, encoded}
  public static long encoded(List<Entry> entries) {
    long sum = 0;
    for (Entry entry : entries) {
      sum += encoded(entry);
    }
    return sum;
  }

  /// {@return the bytes of the data of all entries}
  public static long data(List<Entry> entries) {
    long sum = 0;
    for (Entry entry : entries) {
      sum += entry.data().length();
    }
    return sum;
  }
}
