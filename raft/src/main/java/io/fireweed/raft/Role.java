package io.fireweed.raft;

import io.fireweed.raft.message.Message;
import io.fireweed.raft.progress.ProgressMap;

/// What a member is in its term, with what it knows only then.
///
/// ```
///              timeout                won                  won
///   FOLLOWER ──────────▶ PRE_CANDIDATE ──▶ CANDIDATE ──────────▶ LEADER
///      ▲  └──────────────────────────────────▲  │ lost              │
///      └───────────────────┴────────────────────┘───────────────────┘
///                 a leader, or a higher term, is seen; no quorum is
/// ```
sealed interface Role {
  RoleName name();

  /// {@return who leads, as far as this member knows; 0 if it does not}
  long lead();

  /// Takes entries from a leader, or waits for one.
  final class Follower implements Role {
    private long lead;

    Follower(long lead) {
      this.lead = lead;
    }

    @Override
    public RoleName name() {
      return RoleName.FOLLOWER;
    }

    @Override
    public long lead() {
      return lead;
    }

    void follow(long leader) {
      lead = leader;
    }

    void forgetLeader() {
      lead = Message.NOBODY;
    }
  }

  /// Asks whether it would be elected, in its old term.
  record PreCandidate(Tally tally) implements Role {
    @Override
    public RoleName name() {
      return RoleName.PRE_CANDIDATE;
    }

    @Override
    public long lead() {
      return Message.NOBODY;
    }
  }

  /// Wants to be elected in its term, for which it has voted for itself.
  record Candidate(Tally tally) implements Role {
    @Override
    public RoleName name() {
      return RoleName.CANDIDATE;
    }

    @Override
    public long lead() {
      return Message.NOBODY;
    }
  }

  /// Was elected in its term.
  ///
  /// Invariants: `uncommittedBytes >= 0`; the leader's log has no membership change above
  /// `pendingChangeIndex`.
  final class Leader implements Role {
    private final long id;
    private final ProgressMap progress;
    private final ReadRounds reads = new ReadRounds();
    private long transferee = Message.NOBODY;
    private long pendingChangeIndex;
    private long uncommittedBytes;
    private int heartbeatElapsed;

    Leader(long id, ProgressMap progress, long lastIndex) {
      this.id = id;
      this.progress = progress;
      this.pendingChangeIndex = lastIndex;
    }

    @Override
    public RoleName name() {
      return RoleName.LEADER;
    }

    @Override
    public long lead() {
      return id;
    }

    ProgressMap progress() {
      return progress;
    }

    ReadRounds reads() {
      return reads;
    }

    /// {@return whom leadership is being handed to; 0 for nobody}
    long transferee() {
      return transferee;
    }

    void transferTo(long member) {
      transferee = member;
    }

    void abortTransfer() {
      transferee = Message.NOBODY;
    }

    boolean isTransferring() {
      return transferee != Message.NOBODY;
    }

    /// {@return index up to which there may be a membership change that is not applied}
    long pendingChangeIndex() {
      return pendingChangeIndex;
    }

    void changePendingAt(long index) {
      pendingChangeIndex = index;
    }

    /// Counts data that is proposed. {@return false, counting nothing, if it is too much}
    boolean addUncommitted(long bytes, long maxBytes) {
      if (uncommittedBytes > 0 && bytes > 0 && uncommittedBytes + bytes > maxBytes) {
        return false;
      }
      uncommittedBytes += bytes;
      return true;
    }

    /// Data was applied, some of which may have been proposed to an earlier leader.
    void removeUncommitted(long bytes) {
      uncommittedBytes = Math.max(0, uncommittedBytes - bytes);
    }

    /// {@return whether heartbeats are due, after one more tick}
    boolean isHeartbeatDue(int heartbeatTicks) {
      heartbeatElapsed++;
      if (heartbeatElapsed < heartbeatTicks) {
        return false;
      }
      heartbeatElapsed = 0;
      return true;
    }
  }
}
