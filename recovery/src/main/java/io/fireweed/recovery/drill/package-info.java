/// A rehearsal: a snapshot becomes a cluster of three members, and everything that comes back is
/// compared with the snapshot.
///
/// Reading order:
///
/// 1. [DrillPlan] says what is rehearsed, [Drill] does it, [DrillReport] says how each [DrillStep]
///    ended; [Difference] is one thing that did not come back as it was.
/// 2. [BuiltInSnapshot]: a real snapshot, with what the etcd it comes from said of itself.
/// 3. Files: [FileComparison] holds every row of a restored db against the source
///    ([BucketComparison]), [LogComparison] every record of its log.
/// 4. A real etcd, if there is one: [EtcdProgram], [TrialPorts], [TrialCluster] of [EtcdProcess]es,
///    [ApiComparison] with [LiveKeys]. Else our own program, which runs clusters of one: it starts
///    on one more member, restored for it, and the report says so.
/// 5. [WorkArea]: the private directory, and the end of everything in it.
///
/// Callers: the command `drill`. Invariants: the source is only read; nothing listens outside
/// 127.0.0.1; only processes started here are ended; whatever happens, also when the program is
/// interrupted, no process and, unless asked for, no file is left behind; a step that could not be
/// done is never called equal, nor one member three.
@NullMarked
package io.fireweed.recovery.drill;

import org.jspecify.annotations.NullMarked;
