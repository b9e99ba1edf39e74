package io.fireweed.format.bbolt;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.wire.Bytes;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Random changes made to a bucket and its model alike.
final class ChangeScript {
  private static final int MAX_DEPTH = 3;

  private final RandomGenerator random;
  private final int keyRange;
  private final int maxValueBytes;

  ChangeScript(RandomGenerator random, int keyRange, int maxValueBytes) {
    this.random = random;
    this.keyRange = keyRange;
    this.maxValueBytes = maxValueBytes;
  }

  /// Changes the db's root: only buckets live there.
  void changeRoot(WriteTx tx, BucketModel model, int count) {
    for (int i = 0; i < 4; i++) {
      Bytes name = Bytes.ofUtf8("top" + random.nextInt(5));
      if (random.nextInt(12) == 0) {
        assertThat(tx.deleteBucket(name)).isEqualTo(model.buckets.remove(name) != null);
      } else {
        WriteBucket bucket = tx.createBucketIfAbsent(name);
        BucketModel inner = model.buckets.computeIfAbsent(name, _ -> new BucketModel());
        change(bucket, inner, random.nextInt(count + 1), 1);
      }
    }
  }

  void change(WriteBucket bucket, BucketModel model, int count, int depth) {
    if (random.nextBoolean()) {
      bucket.fillPercent(0.1 + random.nextInt(10) * 0.1);
    }
    if (random.nextInt(8) == 0) {
      model.sequence = random.nextLong();
      bucket.setSequence(model.sequence);
    }
    int removeOneIn = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      if (depth < MAX_DEPTH && random.nextInt(60) == 0) {
        changeInner(bucket, model, count / 2, depth);
      } else if (random.nextInt(removeOneIn) == 0) {
        Bytes key = key();
        assertThat(bucket.delete(key)).isEqualTo(model.values.remove(key) != null);
      } else {
        Bytes key = key();
        Bytes value = value();
        bucket.put(key, value);
        model.values.put(key, value);
      }
    }
    if (random.nextInt(6) == 0) {
      deleteRange(bucket, model);
    }
    lookUp(bucket, model);
  }

  private void changeInner(WriteBucket bucket, BucketModel model, int count, int depth) {
    Bytes name = Bytes.ofUtf8("inner" + random.nextInt(3));
    if (random.nextInt(4) == 0) {
      assertThat(bucket.deleteBucket(name)).isEqualTo(model.buckets.remove(name) != null);
    } else {
      BucketModel inner = model.buckets.computeIfAbsent(name, _ -> new BucketModel());
      change(bucket.createBucketIfAbsent(name), inner, random.nextInt(count + 1), depth + 1);
    }
  }

  /// Deletes a range through a cursor, in either direction.
  private void deleteRange(WriteBucket bucket, BucketModel model) {
    WriteCursor cursor = bucket.cursor();
    boolean forward = random.nextBoolean();
    boolean more = cursor.seek(key().segment()) || (forward ? cursor.first() : cursor.last());
    for (int left = random.nextInt(200); more && left > 0; left--) {
      if (!cursor.isBucket()) {
        Bytes key = Bytes.of(cursor.key());
        assertThat(cursor.delete()).isTrue();
        assertThat(model.values.remove(key)).isNotNull();
      }
      more = forward ? cursor.next() : cursor.previous();
    }
  }

  private void lookUp(WriteBucket bucket, BucketModel model) {
    for (int i = 0; i < 5; i++) {
      Bytes key = key();
      assertThat(bucket.find(key).map(Bytes::of))
          .isEqualTo(Optional.ofNullable(model.values.get(key)));
      WriteCursor cursor = bucket.cursor();
      Optional<Bytes> wanted =
          Optional.ofNullable(model.values.ceilingKey(key))
              .filter(found -> model.buckets.isEmpty() || found.equals(key));
      if (wanted.isPresent()) {
        assertThat(cursor.seek(key.segment())).isTrue();
        assertThat(Bytes.of(cursor.key())).isEqualTo(wanted.get());
      }
    }
  }

  private Bytes key() {
    String text = "k%06d".formatted(random.nextInt(keyRange));
    return switch (random.nextInt(40)) {
      case 0 -> Bytes.ofUtf8(text + "/" + "x".repeat(random.nextInt(300)));
      case 1 -> Bytes.ofUtf8(text.substring(0, 3));
      default -> Bytes.ofUtf8(text);
    };
  }

  private Bytes value() {
    int length = random.nextInt(40) == 0 ? random.nextInt(maxValueBytes) : random.nextInt(120);
    byte[] value = new byte[length];
    random.nextBytes(value);
    return Bytes.of(value);
  }
}
