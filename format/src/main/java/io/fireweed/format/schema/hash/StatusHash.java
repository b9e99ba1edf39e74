package io.fireweed.format.schema.hash;

import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.schema.EtcdRelease;

/// What `snapshot status` says of a db.
///
/// ```
/// crc = CRC-32C from 0
/// for each bucket in name order: feed(name); for each element in key order: feed(key), feed(value)
/// ```
///
/// No row is left out, nothing stands between the parts. Free pages, the layout of the tree and the
/// digest at the end do not count, so two files of different bytes can share a hash.
///
/// Source: etcd 3.4.23 to 3.7.1, snapshot status.
///
/// @param hash CRC-32C as an unsigned number in an `int`
/// @param revision main revision of the last row of `key`, 0 if there is none
/// @param rowCount rows of all buckets: the total of 3.4 and 3.5
/// @param liveKeyCount user keys whose newest row is a put: the total of 3.6 and 3.7
/// @param hasBumpRecord whether one of these is the record that a revision bump left
/// @param sizeBytes high water mark times page size
/// @param storageVersion the row `storageVersion` as it stands, empty if absent
public record StatusHash(
    int hash,
    long revision,
    long rowCount,
    long liveKeyCount,
    boolean hasBumpRecord,
    long sizeBytes,
    String storageVersion) {
  /// Reads the whole db once, proving the structure of its trees on the way.
  ///
  /// @throws io.fireweed.format.fault.CorruptException at the first thing that is not as it must be
  public static StatusHash compute(ReadTx tx) {
    try (StatusVisitor visitor = new StatusVisitor(tx.file().toString())) {
      tx.visit(visitor);
      return visitor.finish(tx.sizeBytes());
    }
  }

  /// {@return what the tools of that release call the total of keys}
  public long totalKeys(EtcdRelease release) {
    return release.isAtLeast(EtcdRelease.V3_6) ? liveKeyCount : rowCount;
  }

  /// {@return living keys that a user has put; etcd's own count has the record of a bump too}
  public long userKeyCount() {
    return hasBumpRecord ? liveKeyCount - 1 : liveKeyCount;
  }

  /// {@return the hash as the number JSON shows}
  public long unsignedHash() {
    return Integer.toUnsignedLong(hash);
  }
}
