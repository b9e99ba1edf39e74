/// What a member measures, under the names, types, labels and buckets of etcd, so that its
/// dashboards and alerts work unchanged.
///
/// Reading order:
///
/// 1. [Metrics]: all of them, in groups. One per member.
/// 2. [Counter], [Gauge], [Histogram]: what is recorded into, by any thread, without locks.
/// 3. [Family]: series of one name that differ in their labels.
/// 4. [Registry]: names them and writes the text of Prometheus, as Go's library does.
/// 5. [CallMetrics]: follows each gRPC call. [ProcessMetrics]: memory, files, time.
///
/// The text is written here and not by the usual library for Java, because that refuses names that
/// etcd has: gauges and histograms that end in `_total`, counters that do not.
///
/// Invariants: what has no labels, and each method of gRPC, is present at 0 from the start.
@NullMarked
package io.fireweed.server.metrics;

import org.jspecify.annotations.NullMarked;
