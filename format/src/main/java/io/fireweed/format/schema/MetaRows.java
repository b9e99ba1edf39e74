package io.fireweed.format.schema;

import io.fireweed.format.bbolt.Bucket;
import io.fireweed.format.bbolt.ReadTx;
import io.fireweed.format.wire.Bytes;
import io.fireweed.format.wire.Origin;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;

/// The rows of the `meta` bucket, each decoded strictly when it is asked for.
///
/// A db without the bucket reads as one whose bucket is empty. [MetaKey] has the table.
public final class MetaRows {
  private final String file;
  private final Optional<Bucket> bucket;

  private MetaRows(String file, Optional<Bucket> bucket) {
    this.file = file;
    this.bucket = bucket;
  }

  /// {@return the rows as `tx` sees them, usable while it is open}
  public static MetaRows of(ReadTx tx) {
    return new MetaRows(tx.file().toString(), tx.findBucket(EtcdBucket.META.bytes()));
  }

  /// {@return the index of the last raft entry this db reflects}
  public OptionalLong consistentIndex() {
    return number(MetaKey.CONSISTENT_INDEX);
  }

  /// {@return the raft term of that entry, since 3.5}
  public OptionalLong term() {
    return number(MetaKey.TERM);
  }

  public Optional<ConfStateRow> confState() {
    return find(MetaKey.CONF_STATE, ConfStateRow::decode);
  }

  public Optional<Revision> scheduledCompact() {
    return find(MetaKey.SCHEDULED_COMPACT, MetaRows::decodeCompact);
  }

  public Optional<Revision> finishedCompact() {
    return find(MetaKey.FINISHED_COMPACT, MetaRows::decodeCompact);
  }

  public Optional<EtcdVersion> storageVersion() {
    return find(
        MetaKey.STORAGE_VERSION,
        (value, where) -> EtcdVersion.decode(value, "storage version", where));
  }

  /// {@return the main revision that readers count as compacted, -1 if there never was a
  /// compaction}
  public long compactMain() {
    long scheduled = scheduledCompact().map(Revision::main).orElse(-1L);
    long finished = finishedCompact().map(Revision::main).orElse(-1L);
    return Math.max(scheduled, finished);
  }

  /// {@return the schema this db follows: its storage version if it has a readable one, else 3.5 if
  /// it has a term; nothing for older ones}
  public Optional<EtcdVersion> schemaVersion() {
    Optional<EtcdVersion> stored =
        find(MetaKey.STORAGE_VERSION, (value, where) -> EtcdVersion.find(Bytes.of(value).toUtf8()))
            .flatMap(version -> version);
    return stored.isPresent() || term().orElse(0) == 0
        ? stored
        : Optional.of(EtcdRelease.V3_5.version());
  }

  /// {@return eight bytes, big endian, as the value of an index or term row}
  public static Bytes encodeNumber(long value) {
    return Bytes.ofLong(value);
  }

  public static long decodeNumber(MemorySegment value, Origin where) {
    if (value.byteSize() != Long.BYTES) {
      throw Refusal.of(where, "length of the number", "8 bytes", value.byteSize() + " bytes");
    }
    return Bytes.of(value).longAt(0);
  }

  /// {@return 17 bytes, the value of `scheduledCompactRev` and `finishedCompactRev`}
  public static Bytes encodeCompact(long main) {
    return RevisionKey.put(Revision.of(main)).encode();
  }

  public static Revision decodeCompact(MemorySegment value, Origin where) {
    RevisionKey key = RevisionKey.decode(value, where);
    if (key.isTombstone() || key.revision().sub() != 0) {
      throw Refusal.of(where, "compact revision", "17 bytes with sub 0", Bytes.of(value).toHex());
    }
    return key.revision();
  }

  private OptionalLong number(MetaKey key) {
    Optional<Long> value = find(key, MetaRows::decodeNumber);
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }

  private <T> Optional<T> find(MetaKey key, BiFunction<MemorySegment, Origin, T> decode) {
    Origin where = new Origin(file + ": bucket meta: " + key.label(), 0);
    return bucket.flatMap(rows -> rows.find(key.bytes())).map(v -> decode.apply(v, where));
  }
}
