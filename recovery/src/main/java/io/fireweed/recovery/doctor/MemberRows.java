package io.fireweed.recovery.doctor;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who is a member, and who was removed, as the db says it.
record MemberRows(Map<MemberId, MemberRow> present, Set<String> removed) {
  /// More rows than this are not looked at; real clusters have single digits.
  private static final int MAX_ROWS = 10_000;

  MemberRows {
    present = Map.copyOf(present);
    removed = Set.copyOf(removed);
  }

  static MemberRows read(ReadTx tx) {
    Origin where = new Origin(tx.file() + ": bucket " + EtcdBucket.MEMBERS.label(), 0);
    Map<MemberId, MemberRow> present = new TreeMap<>();
    Set<String> removed = new TreeSet<>();
    Optional<Bucket> members = tx.findBucket(EtcdBucket.MEMBERS.bytes());
    if (members.isPresent()) {
      Cursor cursor = members.get().cursor();
      while (present.size() < MAX_ROWS && cursor.next()) {
        MemberRow row = MemberRow.decode(cursor.key(), cursor.value(), where);
        present.put(row.id(), row);
      }
    }
    Optional<Bucket> gone = tx.findBucket(EtcdBucket.MEMBERS_REMOVED.bytes());
    if (gone.isPresent()) {
      Cursor cursor = gone.get().cursor();
      while (removed.size() < MAX_ROWS && cursor.next()) {
        removed.add(Bytes.of(cursor.key()).toUtf8());
      }
    }
    return new MemberRows(present, removed);
  }

  boolean has(MemberId id) {
    return present.containsKey(id);
  }
}
