package io.fireweed.storage.mvcc;

import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.mvcc.Compactor.TombstoneRule;
import java.util.Arrays;

/// Takes what a compaction makes superfluous out of an index with history, a few keys at a time,
/// and tells which rows of the bucket go with it.
///
/// Between two slices anything may be read at or above the target, and anything be written. The
/// rows it names are all that the compaction deletes; deleted in the order of revisions they leave
/// nothing behind that a crash could bring back to life.
public final class HistoryTrim {
  private final KeyIndex index;
  private final long target;
  private final TombstoneRule rule;
  private KeyRange rest = KeyRange.all();
  private boolean complete;

  /// Is told of rows that the compaction deletes.
  @FunctionalInterface
  public interface Superfluous {
    void row(long main, int sub, boolean tombstone);
  }

  /// @param target of a compaction that is scheduled
  public HistoryTrim(KeyStore store, long target, TombstoneRule rule) {
    this(store.index(), target, rule);
  }

  HistoryTrim(KeyIndex index, long target, TombstoneRule rule) {
    this.index = index;
    this.target = target;
    this.rule = rule;
  }

  /// Trims at most `maxKeys` keys more, while nobody reads or writes. {@return whether that was the
  /// last slice}
  public boolean advance(int maxKeys, Superfluous superfluous) {
    if (complete) {
      return true;
    }
    Slice slice = new Slice(maxKeys);
    index.forEachKnown(rest, slice::take);
    complete = slice.next == KeyIndex.NONE;
    if (!complete) {
      rest = rest.from(Bytes.of(index.key(slice.next)));
    }
    for (int i = 0; i < slice.size; i++) {
      index.trim(
          slice.refs[i],
          target,
          rule,
          (main, packed) -> superfluous.row(main, packed >>> 1, (packed & 1) != 0));
    }
    return complete;
  }

  /// Keys of one slice; they are trimmed after the visit, for it must not lose keys.
  private static final class Slice {
    private final int maxKeys;
    private long[] refs = new long[64];
    private int size;
    private long next = KeyIndex.NONE;

    Slice(int maxKeys) {
      this.maxKeys = maxKeys;
    }

    boolean take(long ref) {
      if (size == maxKeys) {
        next = ref;
        return false;
      }
      if (size == refs.length) {
        refs = Arrays.copyOf(refs, size * 2);
      }
      refs[size++] = ref;
      return true;
    }
  }
}
