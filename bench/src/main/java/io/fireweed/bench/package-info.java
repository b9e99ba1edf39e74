/// Benchmarks: whole commands side by side with Go's tools in the same run.
///
/// [Bench] is the entry (`./dev bench NAME`). [ProcessTimer] runs one command and takes its wall
/// time, CPU time and memory; [Series] keeps the runs and gives medians; [OfflineBench] is the
/// table of the offline tools over snapshots that [SnapshotGenerator] and logs that [WalGenerator]
/// make; [ReplayPhase] times the middle of a salvage apart.
@NullMarked
package io.fireweed.bench;

import org.jspecify.annotations.NullMarked;
