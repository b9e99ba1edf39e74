package io.fireweed.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.server.door.TinyServices;
import io.grpc.Metadata;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static String text(Metrics metrics) {
    return new String(metrics.text(), StandardCharsets.UTF_8);
  }

  /// What etcd's dashboards and alerts draw, and what they could not tell from an outage if it came
  /// only with its first event.
  @Test
  void whatDashboardsDrawIsThereFromTheStart() {
    Metrics metrics = Metrics.basic();
    metrics.calls().know(new TinyServices().all());
    assertThat(text(metrics).lines())
        .contains(
            "etcd_server_has_leader 0",
            "etcd_server_leader_changes_seen_total 0",
            "etcd_server_proposals_failed_total 0",
            "etcd_server_proposals_pending 0",
            "etcd_server_proposals_committed_total 0",
            "etcd_server_proposals_applied_total 0",
            "etcd_mvcc_db_total_size_in_bytes 0",
            "etcd_mvcc_db_total_size_in_use_in_bytes 0",
            "etcd_server_quota_backend_bytes 0",
            "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"0.001\"} 0",
            "etcd_disk_wal_fsync_duration_seconds_bucket{le=\"8.192\"} 0",
            "etcd_disk_backend_commit_duration_seconds_bucket{le=\"0.256\"} 0",
            "etcd_network_client_grpc_sent_bytes_total 0",
            "etcd_network_client_grpc_received_bytes_total 0",
            "etcd_server_health_success 0",
            "etcd_server_health_failures 0",
            "etcd_server_learner_promote_successes 0",
            "etcd_debugging_mvcc_compact_revision -1",
            "grpc_server_started_total{grpc_method=\"Put\",grpc_service=\"etcdserverpb.KV\","
                + "grpc_type=\"unary\"} 0",
            "grpc_server_handled_total{grpc_code=\"Unavailable\",grpc_method=\"Watch\","
                + "grpc_service=\"etcdserverpb.Watch\",grpc_type=\"bidi_stream\"} 0",
            "grpc_server_handled_total{grpc_code=\"OK\",grpc_method=\"Snapshot\","
                + "grpc_service=\"etcdserverpb.Maintenance\",grpc_type=\"server_stream\"} 0");
    assertThat(text(metrics)).doesNotContain("grpc_server_handling_seconds");
    assertThat(text(metrics)).containsPattern("process_resident_memory_bytes [1-9]");
    Metrics extensive = Metrics.extensive();
    extensive.calls().know(new TinyServices().all());
    assertThat(text(extensive)).contains("grpc_server_handling_seconds_bucket{grpc_method=\"Put\"");
  }

  @Test
  void histogramsAddUp() {
    Metrics metrics = Metrics.basic();
    for (double seconds : List.of(0.0005, 0.001, 0.0011, 0.3, 100.0)) {
      metrics.disk().walFsync().observe(seconds);
    }
    String name = "etcd_disk_wal_fsync_duration_seconds";
    assertThat(text(metrics).lines())
        .contains(
            "# TYPE " + name + " histogram",
            name + "_bucket{le=\"0.001\"} 2",
            name + "_bucket{le=\"0.002\"} 3",
            name + "_bucket{le=\"0.256\"} 3",
            name + "_bucket{le=\"0.512\"} 4",
            name + "_bucket{le=\"8.192\"} 4",
            name + "_bucket{le=\"+Inf\"} 5",
            name + "_sum 100.3026",
            name + "_count 5");
  }

  @Test
  void labelsThatClientsChooseHaveALimit() {
    Metrics metrics = Metrics.basic();
    for (int at = 0; at < 10_000; at++) {
      metrics.member().clientRequests().with("\"\n" + at, "unary").increment();
    }
    assertThat(text(metrics).lines().filter(line -> line.startsWith("etcd_server_client_requests")))
        .hasSizeLessThan(3_000)
        .anyMatch(line -> line.contains("client_api_version=\"\\\"\\n7\""));
  }

  @Test
  void aCallOfAnUnknownMethodIsNotCounted() {
    Metrics metrics = Metrics.basic();
    metrics.calls().newServerStreamTracer("no/such", new Metadata()).streamClosed(Status.OK);
    assertThat(text(metrics)).doesNotContain("such");
  }
}
