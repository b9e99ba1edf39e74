package io.fireweed.it.hostile;

import io.fireweed.format.schema.AuthKey;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.KeyValue;
import io.fireweed.format.schema.MetaKey;
import io.fireweed.format.schema.MetaRows;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.RevisionKey;
import io.fireweed.format.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Rows that no etcd would have written, in a db whose pages are sound.
final class RowDamages {
  private static final Bytes GARBAGE = Bytes.fromHex("ffffffffffffffffffffffff");

  /// Behind the last row of the generated store.
  private static final long NEXT = 60;

  private final List<Damage> all = new ArrayList<>();

  private RowDamages() {
    buckets();
    history();
    meta();
    others();
  }

  static List<Damage> all() {
    return List.copyOf(new RowDamages().all);
  }

  private void refused(String name, String words, Consumer<SmallSnapshot> how) {
    add(name, 3, 3, words, how);
  }

  /// For verify alone, which follows the history of every key.
  private void noticed(String name, String words, Consumer<SmallSnapshot> how) {
    add(name, 3, 0, words, how);
  }

  /// Legal, or harmless, but worth a remark.
  private void remarked(String name, String words, Consumer<SmallSnapshot> how) {
    add(name, 0, 0, words, how);
  }

  private void add(
      String name, int exit, int restoreExit, String words, Consumer<SmallSnapshot> how) {
    all.add(
        new Damage(
            name,
            exit,
            restoreExit,
            words,
            () -> {
              SmallSnapshot store = SmallSnapshot.generated();
              how.accept(store);
              return SmallSnapshot.sealed(store.image());
            }));
  }

  private void buckets() {
    for (EtcdBucket bucket : EtcdBucket.values()) {
      String words = "bucket " + bucket.label().toLowerCase(java.util.Locale.ROOT) + ": expected";
      switch (bucket) {
        case KEY, META, MEMBERS ->
            refused("no bucket " + bucket.label(), words, store -> store.without(bucket));
        case ALARM, AUTH, AUTH_ROLES, AUTH_USERS, CLUSTER, LEASE, MEMBERS_REMOVED ->
            remarked("no bucket " + bucket.label(), words, store -> store.without(bucket));
      }
    }
  }

  private void history() {
    Bytes key = RevisionKey.put(Revision.of(NEXT)).encode();
    Bytes value = row(NEXT, NEXT, 1, 0).encode();
    for (int length : new int[] {1, 16, 19}) {
      Bytes bad = Bytes.of(java.util.Arrays.copyOf(key.toArray(), length));
      refused(
          "revision key of " + length + " bytes",
          "length of the revision key expected 17 or 18",
          store -> store.put(EtcdBucket.KEY, bad, value));
    }
    byte[] separator = key.toArray();
    separator[8] = '-';
    refused(
        "revision key with another separator",
        "separator",
        store -> store.put(EtcdBucket.KEY, Bytes.of(separator), value));
    refused(
        "revision key of 18 bytes that is no tombstone",
        "expected",
        store -> store.put(EtcdBucket.KEY, key.plus(Bytes.ofUtf8("x")), value));
    for (long main : new long[] {0, -1, Long.MIN_VALUE}) {
      refused(
          "main revision " + main,
          "revision",
          store ->
              store.put(
                  EtcdBucket.KEY,
                  Bytes.ofLong(main).plus(Bytes.ofUtf8("_")).plus(Bytes.ofLong(0)),
                  value));
    }
    refused(
        "value that is no protobuf", "offset", store -> store.put(EtcdBucket.KEY, key, GARBAGE));
    refused(
        "value cut short",
        "offset",
        store -> store.put(EtcdBucket.KEY, key, Bytes.of(value.toArray()[0], (byte) 120)));
    refused("create above mod", "create", store -> store.key(NEXT, row(NEXT + 1, NEXT, 1, 0)));
    refused("version 0", "version", store -> store.key(NEXT, row(NEXT, NEXT, 0, 0)));
    refused("version -1", "version", store -> store.key(NEXT, row(NEXT, NEXT, -1, 0)));
    noticed("version too high", "version", store -> store.key(NEXT, row(NEXT, NEXT, 9, 0)));
    refused("mod of another row", "mod", store -> store.key(NEXT, row(2, 3, 1, 0)));
    noticed(
        "tombstone of a key that never lived",
        "living key",
        store ->
            store.put(
                EtcdBucket.KEY,
                RevisionKey.tombstone(Revision.of(NEXT)).encode(),
                KeyValue.tombstone(Bytes.ofUtf8("nobody")).encode()));
    remarked("unknown lease", "lease 99", store -> store.key(NEXT, row(NEXT, NEXT, 1, 0x99)));
  }

  private void meta() {
    Bytes scheduled = MetaKey.SCHEDULED_COMPACT.bytes();
    refused(
        "finished compaction above the scheduled one",
        "scheduledcompactrev",
        store -> store.put(EtcdBucket.META, scheduled, MetaRows.encodeCompact(2)));
    remarked(
        "scheduled compaction above the last revision",
        "compact",
        store -> store.put(EtcdBucket.META, scheduled, MetaRows.encodeCompact(1000)));
    refused(
        "scheduled compaction of 16 bytes",
        "expected",
        store -> store.put(EtcdBucket.META, scheduled, Bytes.of(new byte[16])));
    refused(
        "no consistent index",
        "consistent_index",
        store -> store.without(EtcdBucket.META, MetaKey.CONSISTENT_INDEX.bytes()));
    refused(
        "consistent index 0",
        "consistent_index",
        store -> meta(store, MetaKey.CONSISTENT_INDEX, Bytes.ofLong(0)));
    refused(
        "consistent index of 7 bytes",
        "consistent_index|expected",
        store -> meta(store, MetaKey.CONSISTENT_INDEX, Bytes.of(new byte[7])));
    remarked(
        "no term, as 3.4 has none",
        "verdict",
        store -> store.without(EtcdBucket.META, MetaKey.TERM.bytes()));
    refused(
        "storage version of the future",
        "unsupported storage version",
        store -> meta(store, MetaKey.STORAGE_VERSION, Bytes.ofUtf8("9.9.0")));
    refused(
        "storage version that is none",
        "expected",
        store -> meta(store, MetaKey.STORAGE_VERSION, Bytes.ofUtf8("banana")));
    refused(
        "confstate that is no JSON",
        "expected",
        store -> meta(store, MetaKey.CONF_STATE, Bytes.ofUtf8("{\"voters\":[")));
    refused(
        "confstate nested 50,000 deep",
        "expected",
        store -> meta(store, MetaKey.CONF_STATE, Bytes.ofUtf8("[".repeat(50_000))));
    refused(
        "confstate without voters",
        "voter",
        store -> meta(store, MetaKey.CONF_STATE, Bytes.ofUtf8("{\"auto_leave\":false}")));
    remarked(
        "cluster version of the future",
        "clusterversion",
        store ->
            store.put(EtcdBucket.CLUSTER, Bytes.ofUtf8("clusterVersion"), Bytes.ofUtf8("9.9.0")));
  }

  private void others() {
    refused(
        "authentication without a user root",
        "root",
        store -> store.put(EtcdBucket.AUTH, AuthKey.ENABLED.bytes(), Bytes.of((byte) 1)));
    for (EtcdBucket bucket :
        List.of(
            EtcdBucket.LEASE,
            EtcdBucket.ALARM,
            EtcdBucket.AUTH_USERS,
            EtcdBucket.AUTH_ROLES,
            EtcdBucket.MEMBERS)) {
      refused(
          "garbage in bucket " + bucket.label(),
          "bucket " + bucket.label().toLowerCase(java.util.Locale.ROOT),
          store -> store.put(bucket, Bytes.ofUtf8("zz"), GARBAGE));
    }
    refused(
        "member nested 50,000 deep",
        "bucket members",
        store ->
            store.put(
                EtcdBucket.MEMBERS, Bytes.ofUtf8("77"), Bytes.ofUtf8("{\"a\":".repeat(50_000))));
  }

  private static void meta(SmallSnapshot store, MetaKey key, Bytes value) {
    store.put(EtcdBucket.META, key.bytes(), value);
  }

  private static KeyValue row(long created, long modified, long version, long lease) {
    return new KeyValue(
        Bytes.ofUtf8("fresh"), created, modified, version, Bytes.ofUtf8("v"), lease);
  }
}
