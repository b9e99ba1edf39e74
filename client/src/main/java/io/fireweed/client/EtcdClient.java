package io.fireweed.client;

import io.fireweed.api.rpc.AlarmMember;
import io.fireweed.api.rpc.AlarmRequest;
import io.fireweed.api.rpc.ClusterGrpc;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.HashKVRequest;
import io.fireweed.api.rpc.HashKVResponse;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseLeasesRequest;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.LeaseStatus;
import io.fireweed.api.rpc.LeaseTimeToLiveRequest;
import io.fireweed.api.rpc.LeaseTimeToLiveResponse;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.Member;
import io.fireweed.api.rpc.MemberListRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.StatusRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.TxnResponse;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.format.wire.Bytes;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.AbstractBlockingStub;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Blocking calls to an etcd cluster; safe for use by several threads.
///
/// Every call fails with a fault of `io.fireweed.format.fault`:
/// [io.fireweed.format.fault.UnavailableException] when nobody answered in time,
/// [io.fireweed.format.fault.NotFoundException] for compacted or future revisions and for leases
/// and members that are not there, [io.fireweed.format.fault.RefusedException] when a member said
/// no.
public final class EtcdClient implements AutoCloseable {
  private final ClientOptions options;
  private final Connections connections;
  private final ClusterCalls calls;

  private EtcdClient(ClientOptions options, Connections connections) {
    this.options = options;
    this.connections = connections;
    this.calls = new ClusterCalls(options, connections);
  }

  /// {@return a client; nothing is sent before the first call}
  public static EtcdClient open(ClientOptions options) {
    return new EtcdClient(options, Connections.open(options));
  }

  /// {@return the endpoints, in the order given}
  public List<Endpoint> endpoints() {
    return options.endpoints();
  }

  /// Hands every key of a range to `sink`, in the order of the keys, all at one revision, in
  /// pages.
  public ReadSummary read(RangeQuery query, Consumer<KeyValue> sink) {
    return new PagedRead(query, this::range).into(sink);
  }

  /// {@return one key, as the query says}
  public Optional<KeyValue> find(RangeQuery query) {
    RangeRequest request =
        RangeRequest.newBuilder()
            .setKey(PagedRead.byteString(query.key()))
            .setRevision(query.revision())
            .setSerializable(query.authority() == RangeQuery.Authority.MEMBER)
            .build();
    return range(request).getKvsList().stream().findFirst();
  }

  /// {@return the whole answer of whichever member gives one within the limit of a call}
  public <Q, A> A ask(Rpc<Q, A> rpc, Q request) {
    return calls.patiently(rpc, request);
  }

  /// {@return the whole answer of one member, given within the limit of a call}
  public <Q, A> A ask(Endpoint endpoint, Rpc<Q, A> rpc, Q request) {
    return calls.patientlyAt(endpoint, rpc, request);
  }

  /// Hands every piece of an answer to `sink`, as they come, all from one member: the first one
  /// that
  /// is connected.
  ///
  /// @param limit how long the whole stream may take
  public <Q, A> void stream(StreamRpc<Q, A> rpc, Q request, Duration limit, Consumer<A> sink) {
    Endpoint endpoint = connections.connected().orElseGet(calls::firstEndpoint);
    calls.at(
        endpoint,
        rpc.name(),
        channel -> {
          rpc.on(channel, limit, request).forEachRemaining(sink);
          return endpoint;
        });
  }

  /// {@return a stream of changes, without a watch at first}
  public Watching watch() {
    try {
      return Watching.open(calls);
    } catch (StatusRuntimeException e) {
      throw CallFaults.of("watch", calls.firstEndpoint(), e);
    }
  }

  /// {@return a stream for renewing leases}
  public LeaseRenewals renewals() {
    return LeaseRenewals.open(calls);
  }

  /// Makes connections until one stands.
  ///
  /// @return whether one stands before the limit is over
  public boolean awaitConnection(Duration limit) throws InterruptedException {
    return connections.awaitOne(limit);
  }

  /// {@return the answer to one range request}
  public RangeResponse range(RangeRequest request) {
    return calls.read("range", channel -> limited(KVGrpc.newBlockingStub(channel)).range(request));
  }

  /// Puts a key, without a lease.
  ///
  /// @return the main revision of the change
  public long put(Bytes key, Bytes value) {
    return put(
        PutRequest.newBuilder()
            .setKey(PagedRead.byteString(key))
            .setValue(PagedRead.byteString(value))
            .build());
  }

  /// Puts a key.
  ///
  /// @return the main revision of the change
  public long put(PutRequest request) {
    return calls.write(
        "put",
        channel -> limited(KVGrpc.newBlockingStub(channel)).put(request).getHeader().getRevision());
  }

  /// Deletes a range.
  ///
  /// @return how many keys were deleted
  public long delete(DeleteRangeRequest request) {
    return calls.write(
        "delete range",
        channel -> limited(KVGrpc.newBlockingStub(channel)).deleteRange(request).getDeleted());
  }

  /// Runs a transaction.
  public TxnResponse txn(TxnRequest request) {
    return calls.write("txn", channel -> limited(KVGrpc.newBlockingStub(channel)).txn(request));
  }

  /// Compacts the history below a revision, and returns when the rows are gone from the answering
  /// member's db.
  public void compact(long revision) {
    CompactionRequest request =
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build();
    calls.write(
        "compaction to revision " + revision,
        channel -> limited(KVGrpc.newBlockingStub(channel)).compact(request));
  }

  /// Grants a lease.
  ///
  /// @param leaseId 0 lets the server choose
  /// @return the id of the lease
  public long grantLease(long leaseId, Duration timeToLive) {
    LeaseGrantRequest request =
        LeaseGrantRequest.newBuilder().setID(leaseId).setTTL(timeToLive.toSeconds()).build();
    return calls.write(
        "lease grant",
        channel -> limited(LeaseGrpc.newBlockingStub(channel)).leaseGrant(request).getID());
  }

  /// Ends a lease and deletes its keys.
  public void revokeLease(long leaseId) {
    LeaseRevokeRequest request = LeaseRevokeRequest.newBuilder().setID(leaseId).build();
    calls.write(
        "revoke of lease " + Long.toHexString(leaseId),
        channel -> limited(LeaseGrpc.newBlockingStub(channel)).leaseRevoke(request));
  }

  /// {@return the ids of all leases, as the answering member knows them}
  public List<Long> leases() {
    return calls.read(
        "list of leases",
        channel ->
            limited(LeaseGrpc.newBlockingStub(channel))
                .leaseLeases(LeaseLeasesRequest.getDefaultInstance())
                .getLeasesList()
                .stream()
                .map(LeaseStatus::getID)
                .toList());
  }

  /// {@return what remains of a lease, with its keys; empty when there is no such lease}
  public Optional<LeaseTimeToLiveResponse> timeToLive(long leaseId) {
    LeaseTimeToLiveRequest request =
        LeaseTimeToLiveRequest.newBuilder().setID(leaseId).setKeys(true).build();
    LeaseTimeToLiveResponse answer =
        calls.read(
            "time to live of lease " + Long.toHexString(leaseId),
            channel -> limited(LeaseGrpc.newBlockingStub(channel)).leaseTimeToLive(request));
    return answer.getTTL() < 0 ? Optional.empty() : Optional.of(answer);
  }

  /// {@return the members, with a quorum's word where the server is 3.5 or newer}
  public List<Member> members() {
    MemberListRequest request = MemberListRequest.newBuilder().setLinearizable(true).build();
    return calls.read(
        "list of members",
        channel ->
            limited(ClusterGrpc.newBlockingStub(channel)).memberList(request).getMembersList());
  }

  /// {@return the alarms that are set}
  public List<AlarmMember> alarms() {
    return calls.read(
        "list of alarms",
        channel ->
            limited(MaintenanceGrpc.newBlockingStub(channel))
                .alarm(AlarmRequest.getDefaultInstance())
                .getAlarmsList());
  }

  /// {@return how one member is}
  public StatusResponse status(Endpoint endpoint) {
    return calls.at(
        endpoint,
        "status",
        channel ->
            limited(MaintenanceGrpc.newBlockingStub(channel))
                .status(StatusRequest.getDefaultInstance()));
  }

  /// {@return one member's hash of the keyspace up to a revision; 0 for its newest}
  public HashKVResponse hashKv(Endpoint endpoint, long revision) {
    HashKVRequest request = HashKVRequest.newBuilder().setRevision(revision).build();
    return calls.at(
        endpoint,
        "hash of the keyspace at revision " + revision,
        channel -> limited(MaintenanceGrpc.newBlockingStub(channel)).hashKV(request));
  }

  /// Streams one member's db, digest included, to `out`, and checks the digest. When this fails,
  /// what was written is not a snapshot.
  ///
  /// @param limit how long the whole transfer may take
  /// @throws IOException when `out` fails
  public SnapshotTransfer snapshot(Endpoint endpoint, OutputStream out, Duration limit)
      throws IOException {
    try (SnapshotCall pieces =
        calls.at(endpoint, "snapshot", channel -> SnapshotCall.start(channel, limit))) {
      return new SnapshotReceiver(out).receive(pieces, endpoint);
    } catch (StatusRuntimeException e) {
      throw CallFaults.of("snapshot", endpoint, e);
    }
  }

  /// Ends every call and the network thread, at once.
  @Override
  public void close() {
    connections.close();
  }

  private <S extends AbstractBlockingStub<S>> S limited(S stub) {
    return stub.withDeadlineAfter(options.callLimit().toNanos(), TimeUnit.NANOSECONDS);
  }
}
