package io.fireweed.raft;

import io.fireweed.raft.message.ElectionMessage.Cause;
import io.fireweed.raft.message.ElectionMessage.TimeoutNow;
import io.fireweed.raft.message.ElectionMessage.TransferLeader;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.progress.Progress;

/// The handing over of leadership: the leader takes no more proposals, brings the other member up
/// to date and tells it to hold an election at once. If that takes an election timeout, it goes on
/// leading.
final class Transfer {
  private final Core core;

  Transfer(Core core) {
    this.core = core;
  }

  void request(TransferLeader transfer) {
    switch (core.role()) {
      case Role.Leader leader ->
          leader
              .progress()
              .find(transfer.from())
              .ifPresentOrElse(
                  progress -> handOver(leader, transfer.from(), progress),
                  () -> core.replication().noProgress(transfer.from()));
      case Role.Follower follower when follower.lead() != Message.NOBODY ->
          core.send(new TransferLeader(follower.lead(), transfer.from(), core.term()));
      case Role.Follower _ ->
          core.info(
              "%x no leader at term %d; dropping leader transfer msg", core.id(), core.term());
      case Role.PreCandidate _ -> {}
      case Role.Candidate _ -> {}
    }
  }

  private void handOver(Role.Leader leader, long member, Progress progress) {
    if (progress.isLearner()) {
      core.debug("%x is learner. Ignored transferring leadership", core.id());
      return;
    }
    if (leader.transferee() == member) {
      core.info(
          "%x [term %d] transfer leadership to %x is in progress, ignores request to same"
              + " node %x",
          core.id(), core.term(), member, member);
      return;
    }
    if (leader.isTransferring()) {
      core.info(
          "%x [term %d] abort previous transferring leadership to %x",
          core.id(), core.term(), leader.transferee());
      leader.abortTransfer();
    }
    if (member == core.id()) {
      core.debug("%x is already leader. Ignored transferring leadership to self", core.id());
      return;
    }
    core.info("%x [term %d] starts to transfer leadership to %x", core.id(), core.term(), member);
    core.election().heardOfLeader();
    leader.transferTo(member);
    if (progress.match() == core.log().lastIndex()) {
      core.send(new TimeoutNow(member, core.id(), core.term()));
      core.info(
          "%x sends MsgTimeoutNow to %x immediately as %x already has up-to-date log",
          core.id(), member, member);
    } else {
      core.replication().sendAppend(leader, member, progress);
    }
  }

  /// The member that leadership is handed to has acknowledged everything.
  void finish(long member) {
    core.info("%x sent MsgTimeoutNow to %x after received MsgAppResp", core.id(), member);
    core.send(new TimeoutNow(member, core.id(), core.term()));
  }

  void timeoutNow(TimeoutNow now) {
    switch (core.role()) {
      case Role.Follower _ -> {
        core.info(
            "%x [term %d] received MsgTimeoutNow from %x and starts an election to get"
                + " leadership.",
            core.id(), core.term(), now.from());
        core.election().start(Cause.TRANSFER);
      }
      case Role.PreCandidate _ -> ignored(now);
      case Role.Candidate _ -> ignored(now);
      case Role.Leader _ -> {}
    }
  }

  private void ignored(TimeoutNow now) {
    core.debug(
        "%x [term %d state %s] ignored MsgTimeoutNow from %x",
        core.id(), core.term(), core.role().name().describe(), now.from());
  }
}
