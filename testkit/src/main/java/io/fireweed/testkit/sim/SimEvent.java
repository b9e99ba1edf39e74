package io.fireweed.testkit.sim;

import io.fireweed.raft.SnapshotOutcome;
import io.fireweed.raft.message.PeerMessage;

/// Something that is going to happen at a virtual moment.
///
/// What belongs to one life of a member names that life, and is void after a crash.
sealed interface SimEvent {
  /// {@return a number for the digest, the same in every run}
  default int code() {
    return switch (this) {
      case Tick _ -> 1;
      case Arrival _ -> 2;
      case StoreDone _ -> 3;
      case ApplyDone _ -> 4;
      case SnapshotReport _ -> 5;
      case Restart _ -> 6;
      case Duty(DutyKind kind) -> kind.code();
    };
  }

  /// {@return the member that this is about; 0 if it is about no one}
  default long member() {
    return switch (this) {
      case Tick(long id, _) -> id;
      case Arrival arrival -> arrival.message().to();
      case StoreDone(long id, _) -> id;
      case ApplyDone(long id, _) -> id;
      case SnapshotReport report -> report.id();
      case Restart(long id) -> id;
      case Duty _ -> 0;
    };
  }

  record Tick(long id, int life) implements SimEvent {}

  /// A message gets to where it was sent, if nothing is in the way then.
  record Arrival(long sender, PeerMessage message) implements SimEvent {}

  /// A member's disk is done with what it was given.
  record StoreDone(long id, int life) implements SimEvent {}

  /// A member's state machine is done with what it was given.
  record ApplyDone(long id, int life) implements SimEvent {}

  /// The transport tells a sender what became of a snapshot.
  record SnapshotReport(long id, int life, long receiver, SnapshotOutcome outcome)
      implements SimEvent {}

  record Restart(long id) implements SimEvent {}

  /// Something that is done again and again.
  record Duty(DutyKind kind) implements SimEvent {}

  /// Who acts on the group from outside.
  enum DutyKind {
    PROPOSE(10),
    READ(11),
    FAULT(12),
    CHANGE_MEMBERS(13),
    NUDGE(14),
    COMPACT(15);

    private final int code;

    DutyKind(int code) {
      this.code = code;
    }

    int code() {
      return code;
    }
  }
}
