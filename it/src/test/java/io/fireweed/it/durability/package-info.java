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
/// or an error of it; [InnerCrashPointIT] such a call within a [Phase] or a start; [FullMemberIT] a
/// disk without space or room for files; [DisturbedDiskIT] calls that are interrupted, fail or lie;
/// [DamagedLogIT] bytes of the log that changed; [ForgottenVoteIT] a log or mark that is gone or
/// old.
/// [SlowDiskIT] does not end it. A [Ledger] is the history of one writer, for what needs no crowd.
///
/// With `-Dslow=true` there are many more rounds, and real etcds are asked too: as controls, which
/// show that the tests can be passed. They are not held to it, see
/// [io.fireweed.it.served.Subject#survives].
@NullMarked
package io.fireweed.it.durability;

import org.jspecify.annotations.NullMarked;
