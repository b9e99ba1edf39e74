package io.fireweed.server.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.Compare;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.auth.Rights;
import io.fireweed.server.member.Member;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.Answered;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.lease.LeaseTable;
import io.fireweed.storage.mvcc.KeyRange;
import io.fireweed.storage.mvcc.RangeQuery;
import io.fireweed.storage.mvcc.RangeQuery.Bounds;
import io.fireweed.storage.mvcc.RangeQuery.Content;
import io.fireweed.storage.mvcc.RangeQuery.Order;
import io.fireweed.storage.mvcc.RangeQuery.Target;
import io.fireweed.storage.mvcc.RangeRows;
import io.fireweed.storage.watch.Change;
import io.fireweed.storage.watch.WatchHub;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.random.RandomGenerator;

/// A client of the own member, for one caller. Its methods wait, so they are for virtual threads;
/// an interrupt means that the call it works for is over.
final class LocalClient {
  /// How long a lease lives that is made for a client without one.
  static final long OWN_LEASE_SECONDS = 60;

  private final Member member;
  private final Rights rights;
  private final WatchHub hub;
  private final RandomGenerator chance;
  private final Caller caller;

  /// What a read found.
  record Found(List<KeyValue> rows, long revision) {
    Found {
      rows = List.copyOf(rows);
    }

    Optional<KeyValue> first() {
      return rows.stream().findFirst();
    }
  }

  LocalClient(Member member, Rights rights, WatchHub hub, RandomGenerator chance, Caller caller) {
    this.member = member;
    this.rights = rights;
    this.hub = hub;
    this.chance = chance;
    this.caller = caller;
  }

  /// {@return the lease, or a new one if there is none}
  long leaseOr(long lease) throws InterruptedException {
    if (lease != LeaseTable.NO_LEASE) {
      return lease;
    }
    rights.requireUser(caller);
    LeaseGrantRequest.Builder grant =
        LeaseGrantRequest.newBuilder()
            .setTTL(OWN_LEASE_SECONDS)
            .setID(1 + (chance.nextLong() & (Long.MAX_VALUE - 1)));
    await(propose(InternalRaftRequest.newBuilder().setLeaseGrant(grant)));
    return grant.getID();
  }

  /// Puts a key with a lease if it was created at `createRevision`, 0 for not at all. {@return what
  /// the transaction did}
  Answered putIfCreated(ByteString key, long createRevision, ByteString value, long lease)
      throws InterruptedException {
    RequestOp put =
        RequestOp.newBuilder()
            .setRequestPut(PutRequest.newBuilder().setKey(key).setValue(value).setLease(lease))
            .build();
    return txn(key, createRevision, put);
  }

  /// Deletes a key if it was created at `createRevision`. {@return what the transaction did}
  Answered deleteIfCreated(ByteString key, long createRevision) throws InterruptedException {
    RequestOp delete =
        RequestOp.newBuilder()
            .setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key))
            .build();
    return txn(key, createRevision, delete);
  }

  private Answered txn(ByteString key, long createRevision, RequestOp operation)
      throws InterruptedException {
    InternalRaftRequest.Builder request = InternalRaftRequest.newBuilder();
    request
        .getTxnBuilder()
        .addCompare(
            Compare.newBuilder()
                .setKey(key)
                .setTarget(Compare.CompareTarget.CREATE)
                .setResult(Compare.CompareResult.EQUAL)
                .setCreateRevision(createRevision))
        .addSuccess(operation);
    return await(propose(request));
  }

  /// {@return whether a transaction's compare held}
  static boolean succeeded(Answered answered) {
    return answered.result() instanceof ApplyResult.TxnApplied(ApplyResult.Branch branch, _, _)
        && branch == ApplyResult.Branch.SUCCESS;
  }

  Answered delete(ByteString key) throws InterruptedException {
    return await(deletion(key));
  }

  /// Deletes a key for a caller that waits no more.
  void abandon(ByteString key) {
    var _ = deletion(key);
  }

  private CompletableFuture<Answered> deletion(ByteString key) {
    if (key.isEmpty()) {
      throw new RefusedCall(EtcdError.EMPTY_KEY);
    }
    return propose(
        InternalRaftRequest.newBuilder()
            .setDeleteRange(DeleteRangeRequest.newBuilder().setKey(key)));
  }

  private CompletableFuture<Answered> propose(InternalRaftRequest.Builder request) {
    return member.propose(request, caller).thenApply(Calls::accepted);
  }

  Found get(ByteString key) throws InterruptedException {
    return read(RangeQuery.of(new KeyRange.Single(bytes(key)), 0));
  }

  /// {@return the oldest key that begins with `prefix`}
  Found oldest(ByteString prefix) throws InterruptedException {
    return read(byAge(prefix, Order.ASCEND, Bounds.NONE));
  }

  /// {@return the youngest key that begins with `prefix` and is older than `createRevision`}
  Found nextOlder(ByteString prefix, long createRevision) throws InterruptedException {
    return read(byAge(prefix, Order.DESCEND, new Bounds(0, 0, 0, createRevision - 1)));
  }

  private static RangeQuery byAge(ByteString prefix, Order order, Bounds bounds) {
    KeyRange range = KeyRange.ofPrefix(bytes(prefix));
    return new RangeQuery(range, 0, 1, order, Target.CREATE, Content.ROWS, bounds);
  }

  private Found read(RangeQuery query) throws InterruptedException {
    rights.requireRead(caller, query.range());
    await(member.readBarrier());
    RangeRows found = member.state().range(query);
    rights.requireUnchanged(caller);
    List<KeyValue> rows = new ArrayList<>();
    for (Bytes row : found.rows()) {
      rows.add(row(row));
    }
    return new Found(rows, found.revision());
  }

  static KeyValue row(Bytes encoded) {
    try {
      return KeyValue.parseFrom(encoded.buffer());
    } catch (InvalidProtocolBufferException broken) {
      throw new CorruptException("a row of the store is no key and value", broken);
    }
  }

  /// Waits until no key that begins with `prefix` is older than `createRevision`.
  ///
  /// @return the store's revision then; `revision` if that was so from the beginning
  long awaitOldest(ByteString prefix, long createRevision, long revision)
      throws InterruptedException {
    boolean waited = false;
    while (true) {
      Found older = nextOlder(prefix, createRevision);
      if (older.rows().isEmpty()) {
        return waited ? older.revision() : revision;
      }
      waited = true;
      Bytes key = bytes(older.rows().getFirst().getKey());
      try (KeyChanges changes =
          KeyChanges.of(hub, new KeyRange.Single(key), older.revision() + 1)) {
        boolean there = true;
        while (there) {
          Optional<Change> change = changes.next();
          there = change.isPresent() && change.get().kind() == Change.Kind.PUT;
        }
      }
    }
  }

  KeyChanges changes(KeyRange range, long fromRevision) {
    rights.requireRead(caller, range);
    return KeyChanges.of(hub, range, fromRevision);
  }

  static Bytes bytes(ByteString text) {
    return Bytes.of(text.toByteArray());
  }

  private static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return answer.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }
}
