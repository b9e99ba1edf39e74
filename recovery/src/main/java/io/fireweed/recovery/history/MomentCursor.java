package io.fireweed.recovery.history;

import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import io.fireweed.storage.mvcc.KeyIndex;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

/// Walks the living keys of a [Moment], ascending.
///
/// `while (cursor.next()) { … }` sees all; the row of a key is looked up when it is asked for.
public final class MomentCursor {
  private final Path file;
  private final KeyIndex index;
  private final Bytes first;
  private final Optional<Cursor> rows;
  private final KeyValueView view = new KeyValueView();
  private boolean started;
  private long ref = KeyIndex.NONE;

  MomentCursor(Path file, KeyIndex index, Bytes first, Optional<Cursor> rows) {
    this.file = file;
    this.index = index;
    this.first = first;
    this.rows = rows;
  }

  /// Moves to the next key. {@return whether there is one}
  public boolean next() {
    if (!started) {
      started = true;
      ref = index.ceilingLive(first.segment());
    } else if (ref != KeyIndex.NONE) {
      ref = index.nextLive(ref);
    }
    if (ref != KeyIndex.NONE && index.key(ref).byteSize() == 0) {
      ref = index.nextLive(ref);
    }
    return ref != KeyIndex.NONE;
  }

  public Bytes key() {
    return Bytes.of(index.key(ref));
  }

  /// {@return the row of the key's newest put, on the heap}
  public KeyValue row() {
    seek();
    return view.toKeyValue();
  }

  /// {@return the value, valid as long as the history is open}
  public MemorySegment value() {
    seek();
    return view.value();
  }

  public long createRevision() {
    return index.createRevision(ref);
  }

  public long modRevision() {
    return index.modRevision(ref);
  }

  public long version() {
    return index.version(ref);
  }

  /// {@return the lease id, 0 for none}
  public long lease() {
    return index.lease(ref);
  }

  private void seek() {
    Revision revision = new Revision(index.modRevision(ref), index.modSub(ref));
    MemorySegment wanted = RevisionKey.put(revision).encode().segment();
    Cursor cursor = rows.orElseThrow();
    if (!cursor.seek(wanted) || cursor.key().mismatch(wanted) >= 0) {
      throw new CorruptException(file + ": row of revision " + revision + " expected, found none");
    }
    MemorySegment value = cursor.value();
    view.require(value, 0, value.byteSize(), new Origin(file + ": row " + revision, 0));
  }
}
