package io.fireweed.format.schema.hash;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Origin;
import java.util.Optional;

/// Where the history in the `key` bucket begins and ends.
public final class KeyHistory {
  private KeyHistory() {}

  /// {@return the revision of the last row, or [Revision#ZERO] if there is none}
  public static Revision last(ReadTx tx) {
    Optional<Bucket> bucket = tx.findBucket(EtcdBucket.KEY.bytes());
    if (bucket.isEmpty()) {
      return Revision.ZERO;
    }
    Cursor cursor = bucket.get().cursor();
    return cursor.last() ? revision(cursor, tx.file().toString()) : Revision.ZERO;
  }

  static long lastMain(ReadTx tx) {
    return last(tx).main();
  }

  /// {@return main revision of the first row, the highest number if there is none}
  static long firstMain(Bucket bucket, String file) {
    Cursor cursor = bucket.cursor();
    return cursor.first() ? revision(cursor, file).main() : Long.MAX_VALUE;
  }

  private static Revision revision(Cursor cursor, String file) {
    return RevisionKey.decode(cursor.key(), new Origin(file + ": bucket key", 0)).revision();
  }
}
