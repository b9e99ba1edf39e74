/// The messages of etcd's raft log, byte for byte, in both ways in which etcd wrote them.
///
/// Reading order: [Dialect] (why one message has two encodings), [Entry], [HardState],
/// [ConfChange], [ConfState], [RaftSnapshot]. [ConfChangeV2] exists for logs of other programs;
/// etcd never writes one. [Reconfiguration] computes the state after a change.
///
/// Who may call: `format.wal` and `format.snap` frame these messages into files; storage and
/// recovery interpret entries. Invariants: decoding is strict (a field that the message does not
/// have, a repeated singular field or a missing required one is damage), every value is immutable,
/// and `decode(encode(x, dialect))` equals `x`.
@NullMarked
package io.fireweed.format.raftlog;

import org.jspecify.annotations.NullMarked;
