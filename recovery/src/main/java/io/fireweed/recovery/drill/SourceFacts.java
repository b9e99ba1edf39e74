package io.fireweed.recovery.drill;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.Cursor;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.AuthKey;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.format.schema.hash.StatusHash;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// What a source holds, in numbers.
///
/// @param hashKv hash, revision and compact revision; the revision is that of the store
/// @param leaseCount rows of bucket `lease`
/// @param digestProven whether a SHA-256 vouches for the file
/// @param auth whether the API asks for a password
public record SourceFacts(
    HashKv hashKv,
    StatusHash status,
    long leaseCount,
    long alarmCount,
    long userCount,
    boolean digestProven,
    Auth auth) {
  /// Whether the API asks for a password.
  public enum Auth {
    ENABLED,
    DISABLED
  }

  static SourceFacts of(ReadTx tx, HashKv hashKv, StatusHash status, boolean digestProven) {
    return new SourceFacts(
        hashKv,
        status,
        count(tx, EtcdBucket.LEASE),
        count(tx, EtcdBucket.ALARM),
        count(tx, EtcdBucket.AUTH_USERS),
        digestProven,
        auth(tx));
  }

  public long revision() {
    return hashKv.hashRevision();
  }

  private static Auth auth(ReadTx tx) {
    return tx.findBucket(EtcdBucket.AUTH.bytes())
            .flatMap(rows -> rows.find(AuthKey.ENABLED.bytes()))
            .filter(value -> value.byteSize() == 1 && value.get(ValueLayout.JAVA_BYTE, 0) == 1)
            .isPresent()
        ? Auth.ENABLED
        : Auth.DISABLED;
  }

  private static long count(ReadTx tx, EtcdBucket bucket) {
    Optional<Bucket> found = tx.findBucket(bucket.bytes());
    if (found.isEmpty()) {
      return 0;
    }
    Cursor cursor = found.get().cursor();
    long count = 0;
    while (cursor.next()) {
      count++;
    }
    return count;
  }
}
