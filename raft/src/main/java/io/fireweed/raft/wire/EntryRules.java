package io.fireweed.raft.wire;

import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeV2;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.util.List;

/// What the entries of a message must be.
///
/// | kind | entries |
/// |---|---|
/// | append | entry `i` has index `prevIndex + 1 + i`; terms `prevTerm` to `term`, never falling |
/// | proposal | at least one, none with a place in the log |
/// | reads | exactly one, with nothing but data: the context |
///
/// A membership change must be one that can be read: the log would keep it for good.
final class EntryRules {
  private final MessageReader fields;

  EntryRules(MessageReader fields) {
    this.fields = fields;
  }

  List<Entry> appended() {
    long term = fields.number(MessageField.TERM);
    long previousIndex = fields.number(MessageField.INDEX);
    long previousTerm = fields.number(MessageField.LOG_TERM);
    if (previousTerm > term || (previousTerm == 0) != (previousIndex == 0)) {
      throw fields.fault(
          MessageField.LOG_TERM,
          previousIndex == 0 ? "0 before the first entry" : "1 to " + term,
          "" + previousTerm);
    }
    List<Entry> entries = fields.entries();
    long floor = Math.max(previousTerm, 1);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.index() != previousIndex + 1 + i) {
        throw wrong(i, "index", "" + (previousIndex + 1 + i), entry.index());
      }
      if (entry.term() < floor || entry.term() > term) {
        throw wrong(i, "term", floor + " to " + term, entry.term());
      }
      floor = entry.term();
      requireChange(entry, i);
    }
    return entries;
  }

  List<Entry> proposed() {
    List<Entry> entries = fields.entries();
    for (int i = 0; i < entries.size(); i++) {
      requireNoPlace(entries.get(i), i);
      requireChange(entries.get(i), i);
    }
    return entries;
  }

  Bytes readContext() {
    List<Entry> entries = fields.entries();
    if (entries.size() != 1) {
      throw fields.fault(MessageField.ENTRIES, "exactly 1", "" + entries.size());
    }
    Entry entry = entries.getFirst();
    requireNoPlace(entry, 0);
    if (entry.type() != EntryType.NORMAL) {
      throw wrong(0, "type", "0", entry.type().code());
    }
    return entry.data();
  }

  private void requireNoPlace(Entry entry, int number) {
    if (entry.index() != 0) {
      throw wrong(number, "index", "0", entry.index());
    }
    if (entry.term() != 0) {
      throw wrong(number, "term", "0", entry.term());
    }
  }

  private void requireChange(Entry entry, int number) {
    switch (entry.type()) {
      case NORMAL -> {}
      case CONF_CHANGE -> ConfChange.decode(entry.data().segment(), origin(number));
      case CONF_CHANGE_V2 -> ConfChangeV2.decode(entry.data().segment(), origin(number));
    }
  }

  private Origin origin(int number) {
    Origin entry = fields.originOfEntry(number);
    return new Origin(entry + ": data of entry " + number, 0);
  }

  private CorruptException wrong(int number, String what, String expected, long found) {
    return fields.entryFault(number, what, expected, Long.toUnsignedString(found));
  }
}
