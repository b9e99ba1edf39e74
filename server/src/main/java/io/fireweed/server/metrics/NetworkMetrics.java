package io.fireweed.server.metrics;

/// Bytes and round trips to clients and peers.
///
/// @param clientSent messages to gRPC clients
/// @param clientReceived messages from gRPC clients
/// @param peerSent by `To`
/// @param peerReceived by `From`
/// @param peerSentFailures by `To`
/// @param peerReceivedFailures by `From`
/// @param peerRoundTrip seconds, by `To`
/// @param activePeers by `Local`, `Remote`
/// @param knownPeers by `Local`, `Remote`
/// @param disconnectedPeers by `Local`, `Remote`
/// @param snapshotSends by `To`
/// @param snapshotSendFailures by `To`
/// @param snapshotSendsInflight by `To`
/// @param snapshotSendSeconds by `To`
/// @param snapshotReceipts by `From`
/// @param snapshotReceiptFailures by `From`
/// @param snapshotReceiptsInflight by `From`
/// @param snapshotReceiptSeconds by `From`
public record NetworkMetrics(
    Counter clientSent,
    Counter clientReceived,
    Family<Counter> peerSent,
    Family<Counter> peerReceived,
    Family<Counter> peerSentFailures,
    Family<Counter> peerReceivedFailures,
    Family<Histogram> peerRoundTrip,
    Family<Gauge> activePeers,
    Family<Gauge> knownPeers,
    Family<Counter> disconnectedPeers,
    Family<Counter> snapshotSends,
    Family<Counter> snapshotSendFailures,
    Family<Gauge> snapshotSendsInflight,
    Family<Histogram> snapshotSendSeconds,
    Family<Counter> snapshotReceipts,
    Family<Counter> snapshotReceiptFailures,
    Family<Gauge> snapshotReceiptsInflight,
    Family<Histogram> snapshotReceiptSeconds) {
  private static final String NETWORK = "etcd_network_";

  static NetworkMetrics in(Registry registry) {
    double[] transfers = Buckets.from(0.1, 10);
    return new NetworkMetrics(
        registry.counter(NETWORK + "client_grpc_sent_bytes_total", "Bytes sent to clients."),
        registry.counter(
            NETWORK + "client_grpc_received_bytes_total", "Bytes received from clients."),
        registry.counters(NETWORK + "peer_sent_bytes_total", "Bytes sent to peers.", "To"),
        registry.counters(
            NETWORK + "peer_received_bytes_total", "Bytes received from peers.", "From"),
        registry.counters(NETWORK + "peer_sent_failures_total", "Failed sends to peers.", "To"),
        registry.counters(
            NETWORK + "peer_received_failures_total", "Failed receipts from peers.", "From"),
        registry.histograms(
            NETWORK + "peer_round_trip_time_seconds",
            "How long a peer takes to answer.",
            Buckets.roundTrip(),
            "To"),
        registry.gauges(NETWORK + "active_peers", "Peers connected.", "Local", "Remote"),
        registry.gauges(NETWORK + "known_peers", "Peers known.", "Local", "Remote"),
        registry.counters(NETWORK + "disconnected_peers_total", "Peers lost.", "Local", "Remote"),
        registry.counters(NETWORK + "snapshot_send_success", "Snapshots sent.", "To"),
        registry.counters(NETWORK + "snapshot_send_failures", "Snapshots not sent.", "To"),
        registry.gauges(NETWORK + "snapshot_send_inflights_total", "Snapshots being sent.", "To"),
        registry.histograms(
            NETWORK + "snapshot_send_total_duration_seconds",
            "How long it takes to send a snapshot.",
            transfers,
            "To"),
        registry.counters(NETWORK + "snapshot_receive_success", "Snapshots received.", "From"),
        registry.counters(NETWORK + "snapshot_receive_failures", "Snapshots not received.", "From"),
        registry.gauges(
            NETWORK + "snapshot_receive_inflights_total", "Snapshots being received.", "From"),
        registry.histograms(
            NETWORK + "snapshot_receive_total_duration_seconds",
            "How long it takes to receive a snapshot.",
            transfers,
            "From"));
  }
}
