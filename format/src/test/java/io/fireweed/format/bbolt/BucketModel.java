package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a bucket must hold, kept in ordinary maps.
final class BucketModel {
  final TreeMap<Bytes, Bytes> values = new TreeMap<>();
  final TreeMap<Bytes, BucketModel> buckets = new TreeMap<>();
  long sequence;

  BucketModel copy() {
    BucketModel copy = new BucketModel();
    copy.values.putAll(values);
    buckets.forEach((name, bucket) -> copy.buckets.put(name, bucket.copy()));
    copy.sequence = sequence;
    return copy;
  }

  boolean holds(ReadTx tx) {
    return describe().equals(describe(tx.root()));
  }

  void assertHeldBy(ReadTx tx) {
    assertThat(describe(tx.root())).isEqualTo(describe());
  }

  void assertHeldBy(WriteBucket bucket) {
    assertThat(describe(bucket)).isEqualTo(describe());
  }

  /// {@return one line an element, in key order, so that a difference is easy to see}
  List<String> describe() {
    TreeMap<Bytes, String> lines = new TreeMap<>();
    for (Map.Entry<Bytes, Bytes> entry : values.entrySet()) {
      lines.put(entry.getKey(), line(entry.getKey(), entry.getValue()));
    }
    buckets.forEach(
        (name, bucket) -> lines.put(name, line(name, bucket.sequence, bucket.describe())));
    return List.copyOf(lines.values());
  }

  static List<String> describe(Bucket bucket) {
    List<String> lines = new ArrayList<>();
    Cursor cursor = bucket.cursor();
    while (cursor.next()) {
      Bytes key = Bytes.of(cursor.key());
      if (cursor.isBucket()) {
        Bucket inner = cursor.bucket();
        lines.add(line(key, inner.header().sequence(), describe(inner)));
      } else {
        lines.add(line(key, Bytes.of(cursor.value())));
      }
    }
    return lines;
  }

  static List<String> describe(WriteBucket bucket) {
    List<String> lines = new ArrayList<>();
    WriteCursor cursor = bucket.cursor();
    while (cursor.next()) {
      Bytes key = Bytes.of(cursor.key());
      if (cursor.isBucket()) {
        WriteBucket inner = bucket.requireBucket(key);
        lines.add(line(key, inner.sequence(), describe(inner)));
      } else {
        lines.add(line(key, Bytes.of(cursor.value())));
      }
    }
    return lines;
  }

  private static String line(Bytes key, Bytes value) {
    String shown = value.length() > 16 ? value.length() + "#" + value.hashCode() : value.toString();
    return key + " = " + shown;
  }

  private static String line(Bytes name, long sequence, List<String> content) {
    return name + " bucket " + sequence + " " + content;
  }
}
