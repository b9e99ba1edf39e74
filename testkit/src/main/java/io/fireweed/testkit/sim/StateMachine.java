package io.fireweed.testkit.sim;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.RaftSnapshot;
import io.fireweed.format.wire.Bytes;

/// What a member has made of the log so far: a hash of every entry, and the members.
///
/// @param index of the last entry applied
/// @param term of that entry
record StateMachine(long index, long term, long hash, ConfState members) {
  static StateMachine of(RaftSnapshot snapshot) {
    return new StateMachine(
        snapshot.index(), snapshot.term(), snapshot.data().longAt(0), snapshot.confState());
  }

  StateMachine after(Entry entry, ConfState next) {
    long mixed = Digest.mix(hash, entry.index());
    mixed = Digest.mix(mixed, entry.term());
    mixed = Digest.mix(mixed, entry.type().code());
    mixed = Digest.mix(mixed, entry.data().hashCode());
    mixed = Digest.mix(mixed, next.hashCode());
    return new StateMachine(entry.index(), entry.term(), mixed, next);
  }

  RaftSnapshot snapshot() {
    return new RaftSnapshot(Bytes.ofLong(hash), members, index, term);
  }
}
