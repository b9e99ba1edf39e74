/// The consensus core: etcd's raft as a pure state machine.
///
/// One [Node] is one member of a group that agrees on a log. It has no thread, clock, disk, network
/// or chance of its own: ticks, messages and proposals go in; entries to store, messages to send
/// and entries to apply come out. The same calls in the same order give the same results, so whole
/// groups can be simulated, and every trace of etcd's own core can be replayed line by line.
///
/// # The caller's loop
///
/// ```
///   tick · step(message) · propose · readIndex · transferLeadership
///        │
///        ▼
///   isReady? ──▶ ready() ──▶ 1 store snapshot, entries, hard state   (sync if mustSync)
///        ▲                   2 send messages
///        │                   3 apply snapshot and committed entries  (changes: applyChange)
///        └──── advance() ◀── 4 answer reads that are applied
/// ```
///
/// With [Switch#ASYNC_STORAGE] steps 1 and 3 are messages to threads of the caller's, and their
/// answers come back by [Node#step].
///
/// # Rooms
///
/// | room | what happens there | thesis |
/// |---|---|---|
/// | `Core` | the door: terms are compared, messages find their room | §3.3 |
/// | `Role` | follower, pre-candidate, candidate, leader, each with its own fields | §3.3 |
/// | `Election` | timeouts, pre-votes, votes, check of the quorum | §3.4, §9.6 |
/// | `Transfer` | handing leadership over | §3.10 |
/// | `Replication`, `Following` | the two ends of the log's way | §3.5, §3.6 |
/// | `SnapshotTransfer` | members whose next entry is compacted away | §5 |
/// | `Reads`, `ReadRounds` | reads without log entries | §6.4 |
/// | `Membership` | simple and joint changes, learners, leaving by itself | §4 |
/// | `Handoff`, `Outbox` | what is ready, and what may be said only when it is durable | §3.8 |
///
/// Below them: `raft.message` (what members say), `raft.wire` (the same as etcd's bytes),
/// `raft.log` (stored, unstable and committed entries), `raft.progress` (members, and what a
/// leader knows of them), `raft.quorum` (majorities), `raft.trace` (what is told of all this).
///
/// # What holds
///
/// - One leader in a term: a vote is given once in a term, and stored before it is said.
/// - Log matching: an append is taken only behind an entry that both logs have.
/// - Leader completeness: votes go to logs that are at least as good; a leader commits only entries
///   of its own term by counting, and counts itself only when its own storage is done.
/// - Reads are confirmed by a quorum that was asked after they arrived, never by earlier answers.
/// - `applied <= committed <= last`; nothing committed changes; terms and commits never fall.
///
/// # Where this differs from etcd
///
/// - A heartbeat's context is the number of a read round, not the name of a read: a name that is
///   used twice cannot confirm a later read by an earlier answer.
/// - A leader that is alone answers reads only once it has committed in its term; one that was
///   removed does not answer for the one voter that is left.
/// - Reads that wait for that are forgotten with the leadership; etcd keeps them for the next one.
/// - A proposed change that cannot be read, or that the configuration does not allow, becomes an
///   empty entry, and a proposal of nothing is dropped; etcd ends the process on any of these, for
///   the latter kind of change every member's, and in every run.
/// - A leader that is left alone answers the reads that wait for the members that went.
/// - An acknowledgement of more than the leader's log has is ignored; etcd believes it.
/// - A snapshot whose configuration cannot be is ignored, and a stored one of that kind refused.
///
/// Members on the other end cannot tell the difference.
///
/// Reading order: [Ready], [Node], `Role`, `Core`, `Election`, `Replication`, `Following`.
///
/// Source: Diego Ongaro's thesis (2014); etcd raft v3.7.0, its behaviour and traces.
@NullMarked
package io.fireweed.raft;

import org.jspecify.annotations.NullMarked;
