/// Nothing that was acknowledged may be lost, whatever ends the member.
///
/// A [Crowd] of writers works on a few keys and writes down in a [History] what it asked and what
/// was answered. After the crash the member starts again, and a [Verdict] is passed: every
/// acknowledged write can be read at its revision, revisions have no holes, the history is
/// linearizable key by key ([Wgl]) and by the order of revisions. At the end the hash of the
/// keyspace equals that of a salvage of the log.
///
/// What ends it: [KilledMemberIT] a signal; [PowerCutIT] a file system that loses what was not
/// forced, with a control that does not force; [CrashPointIT] the k-th call that changes the disk,
/// or an error of it; [FullMemberIT] a disk without space; [DamagedLogIT] bytes of the log that
/// changed.
///
/// With `-Dslow=true` there are many more rounds. The tests run against a real etcd too, which
/// shows that they can pass, and that the controls fail.
@NullMarked
package io.fireweed.it.durability;

import org.jspecify.annotations.NullMarked;
