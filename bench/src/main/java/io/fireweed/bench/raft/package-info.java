/// How fast the consensus core is by itself.
///
/// [MemoryGroup] is three members in one thread with a log in memory; [CommitBenchmark] proposes to
/// it; [RaftBench] runs that and prints rates and allocation.
@NullMarked
package io.fireweed.bench.raft;

import org.jspecify.annotations.NullMarked;
