package io.fireweed.format.schema.hash;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.MetaRows;
import java.util.Optional;

/// The hash over the `key` bucket up to a revision, as `Maintenance.HashKV`, `endpoint hashkv` and
/// `etcdutl hashkv` give it. Two members with equal hash, revision and compact revision hold the
/// same history.
///
/// With R the revision asked for, C the compacted one, and K the newest row up to R of each user
/// key that is alive at R:
///
/// ```
/// crc = CRC-32C from 0; feed("key")
/// for each row in order:
///   pass over main > R
///   pass over main <= C unless K is empty or the row is in K
///   pass over a tombstone with main = C
///   feed(key); feed(value)
/// ```
///
/// So an interrupted compaction does not show, nor whether the tombstone at C was kept, in which
/// releases differ. Worked example: an empty store gives 1084519789, the CRC-32C of `key`.
///
/// A server since 3.5.5 answers for exactly the compacted revision with what it noted before it
/// compacted, under the compact revision of that time; that cannot be computed from a file.
///
/// Source: etcd 3.4.23, 3.5.30, 3.6.14, 3.7.1, mvcc hash and key index.
///
/// @param hash CRC-32C, an unsigned number in an `int`
/// @param hashRevision R
/// @param compactRevision C, -1 if there never was a compaction
public record HashKv(int hash, long hashRevision, long compactRevision) {
  /// What a server answers for a revision below the compacted one.
  public static final String COMPACTED = "mvcc: required revision has been compacted";

  /// What a server answers for a revision that is still to come.
  public static final String FUTURE = "mvcc: required revision is a future revision";

  /// {@return the hash at the store's current revision}
  public static HashKv computeCurrent(ReadTx tx) {
    return compute(tx, currentRevision(tx));
  }

  /// {@return the hash at `revision`; 0 stands for the current one, as in etcd}
  ///
  /// @throws NotFoundException if the revision is compacted or still to come
  public static HashKv compute(ReadTx tx, long revision) {
    long current = currentRevision(tx);
    long compact = MetaRows.of(tx).compactMain();
    long wanted = revision == 0 ? current : revision;
    if (wanted < compact) {
      throw new NotFoundException(
          COMPACTED + ": expected at least " + compact + ", found " + wanted);
    }
    if (wanted > current || wanted < 0) {
      throw new NotFoundException(FUTURE + ": expected at most " + current + ", found " + wanted);
    }
    return computeAs(tx, wanted, compact);
  }

  /// {@return the hash at `revision` as a server gives it that has compacted at `compact`; both are
  /// the caller's to choose well}
  public static HashKv computeAs(ReadTx tx, long revision, long compact) {
    Optional<Bucket> key = tx.findBucket(EtcdBucket.KEY.bytes());
    return new HashKv(
        new HashKvPass(tx.file().toString(), revision, compact).hash(key), revision, compact);
  }

  /// {@return the revision the store stands at: the newest row or compaction, at least 1}
  public static long currentRevision(ReadTx tx) {
    long compact = MetaRows.of(tx).compactMain();
    return Math.max(Math.max(KeyHistory.lastMain(tx), compact), 1);
  }

  /// {@return the hash as the number JSON shows}
  public long unsignedHash() {
    return Integer.toUnsignedLong(hash);
  }
}
