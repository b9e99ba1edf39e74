package io.fireweed.raft;

import io.fireweed.raft.message.LogMessage.HeartbeatReply;
import io.fireweed.raft.message.Message;
import io.fireweed.raft.message.ReadMessage.ReadIndexReply;
import io.fireweed.raft.message.ReadMessage.ReadIndexRequest;
import java.util.ArrayList;
import java.util.List;

/// Reads that see every write acknowledged before them, without a log entry of their own.
///
/// The read index is the leader's commit index when the read arrives, and is given out only when a
/// quorum has confirmed, after that, that the leader still leads (thesis §6.4). A leader that has
/// not committed an entry of its own term does not know the commit index yet and lets reads wait;
/// so must one that is alone, since a crash may have taken its commit index back.
final class Reads {
  private final Core core;
  private final List<ReadState> states = new ArrayList<>();

  Reads(Core core) {
    this.core = core;
  }

  /// {@return the reads that may be answered}
  List<ReadState> states() {
    return states;
  }

  void clearStates() {
    states.clear();
  }

  void request(ReadIndexRequest request) {
    switch (core.role()) {
      case Role.Leader leader -> request(leader, request);
      case Role.Follower follower -> forward(follower, request);
      case Role.PreCandidate _ -> {}
      case Role.Candidate _ -> {}
    }
  }

  private void forward(Role.Follower follower, ReadIndexRequest request) {
    if (follower.lead() == Message.NOBODY) {
      core.info("%x no leader at term %d; dropping index reading msg", core.id(), core.term());
      return;
    }
    long asker = request.from() == Message.NOBODY ? core.id() : request.from();
    core.send(new ReadIndexRequest(follower.lead(), asker, request.context()));
  }

  private void request(Role.Leader leader, ReadIndexRequest request) {
    if (core.replication().hasCommittedInTerm()) {
      start(leader, request);
    } else {
      leader.reads().postpone(request);
    }
  }

  private void start(Role.Leader leader, ReadIndexRequest request) {
    long index = core.log().committed();
    if (isAlone()) {
      answer(request, index);
      return;
    }
    switch (core.config().reads()) {
      case SAFE ->
          core.replication()
              .broadcastHeartbeat(leader, leader.reads().start(request, index, core.id()));
      case LEASE_BASED -> answer(request, index);
    }
  }

  /// {@return whether there is nobody to be asked}
  private boolean isAlone() {
    return core.configuration().isSingleton() && core.configuration().quorum().contains(core.id());
  }

  /// The leader has committed an entry: if it is one of its own term, postponed reads can start.
  void releasePostponed(Role.Leader leader) {
    if (core.replication().hasCommittedInTerm()) {
      leader.reads().takePostponed().forEach(request -> start(leader, request));
    }
  }

  /// The members have changed: if nobody is left to be asked, nobody else can confirm what waits.
  void releaseIfAlone(Role.Leader leader) {
    answer(isAlone() ? leader.reads().releaseAll() : List.of());
  }

  void confirmed(Role.Leader leader, HeartbeatReply reply) {
    answer(leader.reads().confirm(reply.from(), reply.context(), core.configuration().quorum()));
  }

  private void answer(List<ReadRounds.Confirmed> reads) {
    reads.forEach(read -> answer(read.request(), read.index()));
  }

  private void answer(ReadIndexRequest request, long index) {
    long asker = request.from();
    if (asker == Message.NOBODY || asker == core.id()) {
      states.add(new ReadState(index, request.context()));
    } else {
      core.send(new ReadIndexReply(asker, core.id(), core.term(), index, request.context()));
    }
  }

  void reply(ReadIndexReply reply) {
    if (core.role() instanceof Role.Follower) {
      states.add(new ReadState(reply.index(), reply.context()));
    }
  }
}
