package io.fireweed.storage.lease;

import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.LeaseRow;
import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.backend.Backend;
import io.fireweed.storage.backend.BucketRows;
import io.fireweed.storage.mvcc.KeyIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The granted leases and, for each, the keys attached to it.
///
/// Invariant: a key is attached to a lease only if that lease is in the table and the newest row of
/// the key names it.
public final class LeaseTable {
  /// The id that means no lease.
  public static final long NO_LEASE = 0;

  /// The longest time to live that is granted, in seconds.
  public static final long MAX_TTL_SECONDS = 9_000_000_000L;

  private final Backend backend;
  private final KeyIndex keys;
  private final Map<Long, Attached> leases = new HashMap<>();

  /// The head of the list of a lease's keys.
  private static final class Attached {
    private long head = KeyIndex.NONE;
  }

  private LeaseTable(Backend backend, KeyIndex keys) {
    this.backend = backend;
    this.keys = keys;
  }

  /// Reads the bucket, then attaches every live key whose row names a lease that exists.
  public static LeaseTable open(Backend backend, KeyIndex keys) {
    LeaseTable table = new LeaseTable(backend, keys);
    table
        .bucket()
        .forEach(
            (key, value) -> {
              LeaseRow row = LeaseRow.decode(key, value, backend.origin(EtcdBucket.LEASE));
              table.leases.put(row.id(), new Attached());
            });
    if (!table.leases.isEmpty()) {
      keys.forEachLive(table::attach);
    }
    return table;
  }

  /// {@return every lease as the bucket has it, by id ascending}
  public List<LeaseRow> rows() {
    List<LeaseRow> rows = new ArrayList<>(leases.size());
    bucket()
        .forEach(
            (key, value) ->
                rows.add(LeaseRow.decode(key, value, backend.origin(EtcdBucket.LEASE))));
    return rows;
  }

  public boolean contains(long id) {
    return leases.containsKey(id);
  }

  public int size() {
    return leases.size();
  }

  /// Adds a lease that is not in the table.
  public void grant(long id, long ttlSeconds) {
    LeaseRow row = new LeaseRow(id, ttlSeconds, 0);
    bucket().put(row.key(), row.value());
    leases.put(id, new Attached());
  }

  /// Stores how much of a lease's time is left. {@return false if there is no such lease}
  public boolean checkpoint(long id, long remainingTtlSeconds) {
    Bytes key = Bytes.ofLong(id);
    return bucket()
        .find(key)
        .map(value -> LeaseRow.decode(key.segment(), value, backend.origin(EtcdBucket.LEASE)))
        .map(old -> new LeaseRow(id, old.ttlSeconds(), remainingTtlSeconds))
        .map(
            row -> {
              bucket().put(row.key(), row.value());
              return true;
            })
        .orElse(false);
  }

  /// Removes a lease whose keys have been detached.
  public void remove(long id) {
    Attached lease = leases.remove(id);
    if (lease == null || lease.head != KeyIndex.NONE) {
      throw new IllegalStateException("lease " + id + " still has keys, or is not there");
    }
    bucket().delete(Bytes.ofLong(id));
  }

  /// {@return references of the keys attached to the lease, by key ascending}
  public List<Long> keysOf(long id) {
    List<Long> refs = new ArrayList<>();
    Attached lease = leases.get(id);
    if (lease != null) {
      for (long ref = lease.head; ref != KeyIndex.NONE; ref = keys.nextAttached(ref)) {
        refs.add(ref);
      }
    }
    refs.sort(keys::compareKeys);
    return refs;
  }

  /// Attaches a key to the lease that its newest row names, if there is such a lease.
  public void attach(long ref) {
    Attached lease = keys.lease(ref) == NO_LEASE ? null : leases.get(keys.lease(ref));
    if (lease != null) {
      keys.attach(ref, lease.head);
      lease.head = ref;
    }
  }

  /// Detaches a key, if it is attached; to be called before its lease changes.
  public void detach(long ref) {
    if (keys.isAttached(ref)) {
      Attached lease = leases.get(keys.lease(ref));
      if (lease == null) {
        throw new IllegalStateException("a key is attached to a lease that is not there");
      }
      lease.head = keys.detach(ref, lease.head);
    }
  }

  private BucketRows bucket() {
    return backend.bucket(EtcdBucket.LEASE);
  }
}
