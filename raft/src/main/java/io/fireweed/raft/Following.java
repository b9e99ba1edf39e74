package io.fireweed.raft;

import io.fireweed.raft.log.LogPosition;
import io.fireweed.raft.log.RaftLog;
import io.fireweed.raft.message.LogMessage.Append;
import io.fireweed.raft.message.LogMessage.AppendAccepted;
import io.fireweed.raft.message.LogMessage.AppendRejected;
import io.fireweed.raft.message.LogMessage.Heartbeat;
import io.fireweed.raft.message.LogMessage.HeartbeatReply;

/// How a member takes over a leader's log; the other end is [Replication].
///
/// An append is taken only where the logs are equal before it, so they are equal after it (thesis
/// §3.5). What is committed is never taken back: a leader that contradicts it is no leader.
final class Following {
  private final Core core;

  Following(Core core) {
    this.core = core;
  }

  /// Follows the sender. {@return false in a leader, which has nobody to follow}
  boolean follow(long leader, long term) {
    switch (core.role()) {
      case Role.Follower follower -> {
        core.election().heardOfLeader();
        follower.follow(leader);
      }
      case Role.PreCandidate _ -> core.election().becomeFollower(term, leader);
      case Role.Candidate _ -> core.election().becomeFollower(term, leader);
      case Role.Leader _ -> {
        return false;
      }
    }
    return true;
  }

  void append(Append append) {
    if (!follow(append.from(), append.term())) {
      return;
    }
    RaftLog log = core.log();
    if (append.prevIndex() < log.committed()) {
      accept(append, log.committed());
    } else if (log.matches(append.prevTerm(), append.prevIndex())) {
      accept(append, log.appendAfter(append.prevIndex(), append.entries(), append.commit()));
    } else {
      refuse(append);
    }
  }

  private void accept(Append append, long index) {
    core.send(new AppendAccepted(append.from(), core.id(), core.term(), index));
  }

  /// Tells the leader where the logs may meet: below the first entry that its term rules out.
  private void refuse(Append append) {
    RaftLog log = core.log();
    core.debug(
        "%x [logterm: %d, index: %d] rejected MsgApp [logterm: %d, index: %d] from %x",
        core.id(),
        log.term(append.prevIndex()),
        append.prevIndex(),
        append.prevTerm(),
        append.prevIndex(),
        append.from());
    long end = Math.min(append.prevIndex(), log.lastIndex());
    LogPosition hint = log.lastNotAfter(end, append.prevTerm());
    core.send(
        new AppendRejected(
            append.from(), core.id(), core.term(), append.prevIndex(), hint.index(), hint.term()));
  }

  void heartbeat(Heartbeat heartbeat) {
    if (follow(heartbeat.from(), heartbeat.term())) {
      core.log().commitTo(heartbeat.commit());
      core.send(new HeartbeatReply(heartbeat.from(), core.id(), core.term(), heartbeat.context()));
    }
  }
}
