package io.fireweed.format.schema.check;

import io.fireweed.format.bbolt.LeafPage;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValueView;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.schema.hash.KeyTable;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Follows the history of every user key through the `key` bucket and says where it breaks.
///
/// With C the compacted revision, and rows in order:
///
/// - above C no transaction is missing: mains count up by one, subs from 0 by one;
/// - a put has mod = main, create <= mod, version >= 1, and version = 1 exactly if create = mod;
/// - a put after a put has the same create and the next version;
/// - a put after a tombstone, or a first one above C, starts a generation;
/// - a tombstone holds the key only, and above C it ends a living generation.
///
/// All of it holds whatever a compaction did or left half done, because a compaction takes the rows
/// of a key from the oldest on. The row that a bump leaves (no bytes at all) is known.
final class KeyHistoryCheck implements AutoCloseable {
  private static final int CREATE = 0;
  private static final int VERSION = 1;
  private static final int LEASE = 2;
  private static final int NOTE_COUNT = 3;
  private static final int SHOWN_KEY_BYTES = 64;

  private final String file;
  private final long compactMain;
  private final Findings findings;
  private final KeyValueView view = new KeyValueView();
  private Optional<KeyTable> table = Optional.empty();
  private long lastMain;
  private long lastSub = -1;
  private long rowCount;

  /// @param compactMain C, -1 if there never was a compaction
  KeyHistoryCheck(String file, long compactMain, Findings findings) {
    this.file = file;
    this.compactMain = compactMain;
    this.findings = findings;
  }

  void take(LeafPage page) {
    if (table.isEmpty()) {
      table = Optional.of(new KeyTable(page.bytes(), NOTE_COUNT));
    }
    for (int i = 0; i < page.count(); i++) {
      try {
        takeRow(page, i, table.get());
      } catch (CorruptException refused) {
        findings.add(
            new SchemaFinding.BadRow(
                EtcdBucket.KEY, page.keyOffset(i), String.valueOf(refused.getMessage())));
      }
    }
  }

  long rowCount() {
    return rowCount;
  }

  /// {@return main revision of the last row, 0 if there is none}
  long lastMain() {
    return lastMain;
  }

  /// Hands the lease of every living key that has one to `visitor`.
  void forEachLease(LongConsumer visitor) {
    table.ifPresent(
        keys ->
            keys.forEachSlot(
                slot -> {
                  if (!KeyTable.isTombstone(keys.word(slot)) && keys.note(slot, LEASE) != 0) {
                    visitor.accept(keys.note(slot, LEASE));
                  }
                }));
  }

  private void takeRow(LeafPage page, int i, KeyTable keys) {
    MemorySegment image = page.bytes();
    long row = page.keyOffset(i);
    int length = page.keySize(i);
    long value = row + length;
    Origin where = new Origin(file + ": bucket key", row);
    RevisionKey key = RevisionKey.decode(page.key(i), where);
    rowCount++;
    checkOrder(key.revision(), row);
    view.require(image, value, page.valueSize(i), where.plus(length));
    if (page.valueSize(i) == 0 && !key.isTombstone()) {
      return; // the record that a bump leaves
    }
    Row at = new Row(key.revision(), row);
    long hash = KeyTable.hash(image, view.keyOffset(), view.keyLength());
    long slot = keys.slot(hash, view.keyOffset(), view.keyLength());
    if (view.keyLength() == 0) {
      at.broken("user key", "at least 1 byte", "0 bytes");
    }
    if (key.isTombstone()) {
      checkTombstone(at, keys.word(slot));
    } else {
      checkPut(at, keys, slot);
    }
    int flags =
        (view.keyLength() == 0 ? KeyTable.EMPTY_KEY : 0)
            | (key.isTombstone() ? KeyTable.TOMBSTONE : 0);
    keys.put(slot, hash, KeyTable.word(row, flags));
    keys.setNote(slot, CREATE, view.createRevision());
    keys.setNote(slot, VERSION, view.version());
    keys.setNote(slot, LEASE, view.lease());
  }

  private void checkOrder(Revision revision, long row) {
    long main = revision.main();
    long sub = revision.sub();
    Row at = new Row(revision, row);
    if (main < lastMain || (main == lastMain && sub <= lastSub)) {
      at.brokenRow("revision", "above " + lastMain + "/" + lastSub, revision.toString());
    } else if (main > compactMain && main == lastMain && sub != lastSub + 1) {
      at.brokenRow("sub revision", Long.toString(lastSub + 1), Long.toString(sub));
    } else if (main > compactMain && main != lastMain) {
      long next = Math.max(Math.max(lastMain, compactMain), 1) + 1;
      if (main != next) {
        at.brokenRow("main revision, with none missing,", Long.toString(next), Long.toString(main));
      }
      if (sub != 0) {
        at.brokenRow("first sub revision", "0", Long.toString(sub));
      }
    }
    lastMain = main;
    lastSub = sub;
  }

  private void checkTombstone(Row at, long previous) {
    if ((view.createRevision() | view.modRevision() | view.version() | view.lease()) != 0
        || view.valueLength() != 0) {
      at.broken("tombstone", "the key only", "more fields");
    }
    if (at.revision().main() > compactMain
        && (previous == KeyTable.NONE || KeyTable.isTombstone(previous))) {
      at.broken("tombstone", "a living key before it", "none");
    }
  }

  private void checkPut(Row at, KeyTable keys, long slot) {
    long main = at.revision().main();
    long create = view.createRevision();
    long version = view.version();
    if (view.modRevision() != main) {
      at.broken("mod revision", Long.toString(main), Long.toString(view.modRevision()));
    }
    if (create < 1 || create > main) {
      at.broken("create revision", "1 to " + main, Long.toString(create));
    }
    if (version < 1 || version > main) {
      at.broken("version", "1 to " + main, Long.toString(version));
    } else if ((version == 1) != (create == main)) {
      at.broken(
          "version",
          create == main ? "1 as create and mod revision are equal" : "more than 1",
          Long.toString(version));
    }
    long previous = keys.word(slot);
    if (previous == KeyTable.NONE || KeyTable.isTombstone(previous)) {
      boolean isStart = main > compactMain || previous != KeyTable.NONE;
      if (isStart && create != main) {
        at.broken("create revision of a new generation", "" + main, Long.toString(create));
      }
      return;
    }
    if (create != keys.note(slot, CREATE)) {
      at.broken(
          "create revision",
          keys.note(slot, CREATE) + " as in the row before",
          Long.toString(create));
    }
    if (version != keys.note(slot, VERSION) + 1) {
      at.broken("version", Long.toString(keys.note(slot, VERSION) + 1), Long.toString(version));
    }
  }

  /// The row under examination.
  private final class Row {
    private final Revision revision;
    private final long offset;

    Row(Revision revision, long offset) {
      this.revision = revision;
      this.offset = offset;
    }

    Revision revision() {
      return revision;
    }

    void broken(String what, String expected, String found) {
      MemorySegment key = view.key();
      Bytes shown = Bytes.of(key.asSlice(0, Math.min(key.byteSize(), SHOWN_KEY_BYTES)));
      add(shown, what, expected, found);
    }

    /// For what is wrong before the value was looked at.
    void brokenRow(String what, String expected, String found) {
      add(Bytes.ofUtf8("(not read)"), what, expected, found);
    }

    private void add(Bytes key, String what, String expected, String found) {
      findings.add(new SchemaFinding.BrokenHistory(revision, key, offset, what, expected, found));
    }
  }

  @Override
  public void close() {
    table.ifPresent(KeyTable::close);
  }
}
