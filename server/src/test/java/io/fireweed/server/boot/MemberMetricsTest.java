package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.DefragmentRequest;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.HashKVRequest;
import io.fireweed.api.rpc.HashRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrantRequest;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.api.rpc.LeaseRevokeRequest;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.SnapshotRequest;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.api.rpc.WatchCreateRequest;
import io.fireweed.api.rpc.WatchGrpc;
import io.fireweed.api.rpc.WatchRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.fixtures.Eventually;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.server.config.MemberConfig;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `/metrics` of a running member says after some work.
class MemberMetricsTest {
  @TempDir Path temporary;

  @Test
  void whatWasDoneIsCounted() throws Exception {
    MemberConfig config =
        MemberConfig.of(
            "--name=m1",
            "--data-dir=" + temporary.resolve("m1"),
            "--listen-client-urls=http://127.0.0.1:0",
            "--advertise-client-urls=http://127.0.0.1:2379",
            "--snapshot-count=10",
            "--quota-backend-bytes=50000000",
            "--feature-gates=LeaseCheckpoint=true");
    try (RunningMember member = RunningMember.start(new LocalDisk(), config)) {
      InetSocketAddress address = (InetSocketAddress) member.clientAddresses().getFirst();
      ManagedChannel channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
      try {
        work(channel);
        String url = "http://127.0.0.1:" + address.getPort() + "/metrics";
        AtomicReference<String> last = new AtomicReference<>("");
        Eventually.within(
            Duration.ofSeconds(60),
            last::get,
            () -> {
              try {
                look(samples(url), member);
                return true;
              } catch (AssertionError notYet) {
                last.set(String.valueOf(notYet.getMessage()));
                return false;
              }
            });
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private static void work(ManagedChannel channel) throws Exception {
    KVGrpc.KVBlockingStub kv = KVGrpc.newBlockingStub(channel);
    watched(channel, 20, () -> puts(kv, 20));
    var _ = kv.range(RangeRequest.newBuilder().setKey(key(1)).build());
    var _ = kv.deleteRange(DeleteRangeRequest.newBuilder().setKey(key(1)).build());
    RequestOp put = RequestOp.newBuilder().setRequestPut(put(2)).build();
    RequestOp range =
        RequestOp.newBuilder().setRequestRange(RangeRequest.newBuilder().setKey(key(3))).build();
    var _ = kv.txn(TxnRequest.newBuilder().addSuccess(put).addSuccess(range).build());
    var _ = kv.compact(CompactionRequest.newBuilder().setRevision(22).setPhysical(true).build());
    LeaseGrpc.LeaseBlockingStub leases = LeaseGrpc.newBlockingStub(channel);
    long id = leases.leaseGrant(LeaseGrantRequest.newBuilder().setTTL(100).build()).getID();
    renew(channel, id);
    var _ = leases.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(id).build());
    MaintenanceGrpc.MaintenanceBlockingStub upkeep = MaintenanceGrpc.newBlockingStub(channel);
    var _ = upkeep.hash(HashRequest.getDefaultInstance());
    var _ = upkeep.hashKV(HashKVRequest.getDefaultInstance());
    upkeep.snapshot(SnapshotRequest.getDefaultInstance()).forEachRemaining(part -> {});
    var _ = upkeep.defragment(DefragmentRequest.getDefaultInstance());
  }

  /// What is to be found exactly.
  private static Map<String, Double> expected(RunningMember member) {
    Map<String, Double> expected = new TreeMap<>();
    expected.put("etcd_server_has_leader", 1.0);
    expected.put("etcd_server_is_leader", 1.0);
    expected.put("etcd_server_is_learner", 0.0);
    expected.put("etcd_server_leader_changes_seen_total", 1.0);
    expected.put("etcd_server_proposals_pending", 0.0);
    expected.put("etcd_server_proposals_failed_total", 0.0);
    expected.put("etcd_server_quota_backend_bytes", 50_000_000.0);
    expected.put("etcd_server_feature_enabled{name=\"LeaseCheckpoint\",stage=\"ALPHA\"}", 1.0);
    expected.put("etcd_server_feature_enabled{name=\"PriorityRequest\",stage=\"ALPHA\"}", 0.0);
    expected.put("etcd_server_id{server_id=\"" + Long.toHexString(member.id()) + "\"}", 1.0);
    expected.put("etcd_mvcc_put_total", 21.0);
    expected.put("etcd_mvcc_delete_total", 1.0);
    expected.put("etcd_mvcc_range_total", 2.0);
    expected.put("etcd_debugging_mvcc_range_total", 2.0);
    expected.put("etcd_mvcc_txn_total", 1.0);
    expected.put("etcd_debugging_mvcc_total_put_size_in_bytes", 21.0 * 8);
    expected.put("etcd_debugging_mvcc_current_revision", 23.0);
    expected.put("etcd_debugging_mvcc_compact_revision", 22.0);
    expected.put("etcd_debugging_mvcc_keys_total", 19.0);
    expected.put("etcd_debugging_mvcc_events_total", 20.0);
    expected.put("etcd_debugging_mvcc_pending_events_total", 0.0);
    expected.put("etcd_debugging_mvcc_watch_stream_total", 0.0);
    expected.put("etcd_debugging_mvcc_watcher_total", 0.0);
    expected.put("etcd_debugging_mvcc_slow_watcher_total", 0.0);
    expected.put("etcd_debugging_mvcc_db_compaction_keys_total", 1.0);
    expected.put("etcd_debugging_mvcc_db_compaction_total_duration_milliseconds_count", 1.0);
    expected.put("etcd_debugging_lease_granted_total", 1.0);
    expected.put("etcd_debugging_lease_renewed_total", 1.0);
    expected.put("etcd_debugging_lease_revoked_total", 1.0);
    expected.put("etcd_debugging_lease_ttl_total_sum", 100.0);
    expected.put("etcd_debugging_server_lease_expired_total", 0.0);
    expected.put("etcd_mvcc_hash_duration_seconds_count", 1.0);
    expected.put("etcd_mvcc_hash_rev_duration_seconds_count", 1.0);
    expected.put("etcd_disk_backend_snapshot_duration_seconds_count", 1.0);
    expected.put("etcd_disk_backend_defrag_duration_seconds_count", 1.0);
    expected.put("etcd_disk_defrag_inflight", 0.0);
    expected.put("etcd_server_range_duration_seconds_count{success=\"true\"}", 1.0);
    expected.put(applied("Put"), 20.0);
    expected.put(applied("DeleteRange"), 1.0);
    expected.put(applied("Txn"), 1.0);
    expected.put(applied("Compaction"), 1.0);
    expected.put(applied("LeaseGrant"), 1.0);
    expected.put(applied("LeaseRevoke"), 1.0);
    expected.put(applied("ClusterMemberAttrSet"), 1.0);
    expected.put(
        "grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Put\","
            + "grpc_service=\"etcdserverpb.KV\",grpc_type=\"unary\"}",
        20.0);
    expected.put("etcd_server_request_duration_seconds_count{success=\"true\",type=\"Put\"}", 20.0);
    return expected;
  }

  /// Series whose value nobody can know, except that it is more than nothing.
  private static final List<String> POSITIVE =
      List.of(
          "etcd_server_proposals_committed_total",
          "etcd_server_proposals_applied_total",
          "etcd_mvcc_db_total_size_in_bytes",
          "etcd_mvcc_db_total_size_in_use_in_bytes",
          "etcd_disk_wal_fsync_duration_seconds_count",
          "etcd_disk_wal_write_duration_seconds_count",
          "etcd_disk_wal_write_bytes_total",
          "etcd_disk_backend_commit_duration_seconds_count",
          "etcd_snap_fsync_duration_seconds_count",
          "etcd_debugging_snap_save_total_duration_seconds_count",
          "etcd_debugging_mvcc_db_compaction_last",
          "etcd_network_client_grpc_received_bytes_total",
          "etcd_network_client_grpc_sent_bytes_total",
          "process_resident_memory_bytes",
          "process_start_time_seconds",
          "process_cpu_seconds_total",
          "os_fd_used",
          "os_fd_limit");

  private static void look(Map<String, Double> found, RunningMember member) {
    Map<String, Double> expected = expected(member);
    Map<String, Double> same = new TreeMap<>(found);
    same.keySet().retainAll(expected.keySet());
    assertThat(same).isEqualTo(expected);
    for (String name : POSITIVE) {
      assertThat(found.getOrDefault(name, 0.0)).as(name).isPositive();
    }
    assertThat(found.get("etcd_server_proposals_applied_total"))
        .isEqualTo(found.get("etcd_server_proposals_committed_total"));
  }

  private static String applied(String operation) {
    return "etcd_server_apply_duration_seconds_count{op=\""
        + operation
        + "\",success=\"true\",version=\"v3\"}";
  }

  private static Map<String, Double> samples(String url) throws Exception {
    String text =
        HttpClient.newHttpClient()
            .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString())
            .body();
    Map<String, Double> samples = new TreeMap<>();
    text.lines()
        .filter(line -> !line.startsWith("#"))
        .forEach(
            line -> {
              int space = line.lastIndexOf(' ');
              samples.put(
                  line.substring(0, space),
                  Double.valueOf(line.substring(space + 1).replace("+Inf", "Infinity")));
            });
    return samples;
  }

  private static ByteString key(int number) {
    return ByteString.copyFromUtf8("k%03d".formatted(number));
  }

  private static PutRequest put(int number) {
    return PutRequest.newBuilder()
        .setKey(key(number))
        .setValue(ByteString.copyFromUtf8("v%03d".formatted(number)))
        .build();
  }

  private static void puts(KVGrpc.KVBlockingStub kv, int count) {
    for (int i = 0; i < count; i++) {
      var _ = kv.put(put(i));
    }
  }

  /// Watches everything while `work` is done, until that many events have come.
  private static void watched(ManagedChannel channel, int events, Runnable work) throws Exception {
    CountDownLatch created = new CountDownLatch(1);
    CountDownLatch left = new CountDownLatch(events);
    StreamObserver<WatchRequest> requests =
        WatchGrpc.newStub(channel)
            .watch(
                new Silent<>() {
                  @Override
                  public void onNext(WatchResponse response) {
                    created.countDown();
                    response.getEventsList().forEach(event -> left.countDown());
                  }
                });
    requests.onNext(
        WatchRequest.newBuilder()
            .setCreateRequest(
                WatchCreateRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8("\0"))
                    .setRangeEnd(ByteString.copyFromUtf8("\0")))
            .build());
    assertThat(created.await(60, TimeUnit.SECONDS)).isTrue();
    work.run();
    assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
    requests.onError(new IllegalStateException("enough"));
  }

  private static void renew(ManagedChannel channel, long id) throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    StreamObserver<LeaseKeepAliveRequest> requests =
        LeaseGrpc.newStub(channel)
            .leaseKeepAlive(
                new Silent<>() {
                  @Override
                  public void onNext(LeaseKeepAliveResponse response) {
                    answered.countDown();
                  }
                });
    requests.onNext(LeaseKeepAliveRequest.newBuilder().setID(id).build());
    assertThat(answered.await(60, TimeUnit.SECONDS)).isTrue();
    requests.onCompleted();
  }

  private abstract static class Silent<T> implements StreamObserver<T> {
    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
