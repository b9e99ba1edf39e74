package io.fireweed.testkit.sim;

import static io.fireweed.testkit.sim.invariant.ViolationKind.COMMITTED_CHANGED;
import static io.fireweed.testkit.sim.invariant.ViolationKind.COMMIT_WITHOUT_QUORUM;
import static io.fireweed.testkit.sim.invariant.ViolationKind.CORE_FAILED;
import static io.fireweed.testkit.sim.invariant.ViolationKind.DOUBLE_VOTE;
import static io.fireweed.testkit.sim.invariant.ViolationKind.ELECTED_WITHOUT_QUORUM;
import static io.fireweed.testkit.sim.invariant.ViolationKind.LEADER_INCOMPLETE;
import static io.fireweed.testkit.sim.invariant.ViolationKind.LOGS_DIFFER;
import static io.fireweed.testkit.sim.invariant.ViolationKind.PROMISE_NOT_DURABLE;
import static io.fireweed.testkit.sim.invariant.ViolationKind.RAN_BACKWARDS;
import static io.fireweed.testkit.sim.invariant.ViolationKind.STALE_READ;
import static io.fireweed.testkit.sim.invariant.ViolationKind.TWO_LEADERS;

import io.fireweed.testkit.sim.invariant.ViolationKind;
import java.util.List;
import java.util.Set;

/// The core with one thing wrong, and how the simulator may see it.
enum Mutant {
  COMMITS_ENTRIES_OF_EARLIER_TERMS(
      Set.of(COMMIT_WITHOUT_QUORUM, COMMITTED_CHANGED),
      new Edit(
          "Replication",
          "index <= log.committed() || !log.matches(core.term(), index)",
          "index <= log.committed()")),
  VOTES_FOR_WHOEVER_ASKS(
      Set.of(DOUBLE_VOTE, PROMISE_NOT_DURABLE),
      new Edit("Election", "core.vote() == request.from()\n", "core.vote() != -1\n")),
  FORGETS_ITS_VOTE_IN_A_CRASH(
      Set.of(DOUBLE_VOTE, TWO_LEADERS), new Edit("Core", "vote = state.vote();", "vote = 0;")),
  DOES_NOT_SYNC_ITS_VOTE(
      Set.of(PROMISE_NOT_DURABLE, DOUBLE_VOTE),
      new Edit(
          "Handoff",
          "boolean mustSync = !entries.isEmpty() || hasNewVote();",
          "boolean mustSync = !entries.isEmpty();")),
  VOTES_FOR_SHORTER_LOGS(
      Set.of(LEADER_INCOMPLETE),
      new Edit("Election", "!isFree || !theirs.isUpToDateWith(core.log().last())", "!isFree")),
  READS_WITHOUT_ASKING(
      Set.of(STALE_READ), new Edit("Reads", "    if (isAlone()) {", "    if (true) {")),
  READS_BY_EARLIER_ANSWERS(
      Scenario.EARLIER_ANSWER, STALE_READ, new Edit("ReadRounds", "    last++;", "    last = 1;")),
  READS_BEFORE_ITS_TERM_HAS_COMMITTED(
      Set.of(STALE_READ),
      new Edit(
          "Reads",
          "if (core.replication().hasCommittedInTerm()) {\n      start",
          "if (true) {\n      start")),
  READS_ALONE_THOUGH_REMOVED(
      Scenario.REMOVED_LEADER,
      STALE_READ,
      new Edit(
          "Reads",
          "core.configuration().isSingleton() && core.configuration().quorum().contains(core.id())",
          "core.configuration().isSingleton()")),
  COUNTS_LEARNERS(
      Set.of(COMMIT_WITHOUT_QUORUM, LEADER_INCOMPLETE),
      new Edit(
          "progress.ProgressMap",
          "return configuration.quorum().committed(matches);",
          "return new"
              + " io.fireweed.raft.quorum.Majority(configuration.members()).committed(matches);")),
  COMMITS_BY_THE_INCOMING_HALF(
      Set.of(COMMIT_WITHOUT_QUORUM, COMMITTED_CHANGED),
      new Edit(
          "quorum.JointQuorum",
          "return Long.compareUnsigned(in, out) < 0 ? in : out;",
          "return in;")),
  ELECTS_BY_THE_INCOMING_HALF(
      Set.of(ELECTED_WITHOUT_QUORUM, TWO_LEADERS),
      new Edit(
          "quorum.JointQuorum",
          "VoteResult out = outgoing.result(votes);",
          "VoteResult out = in;")),
  ACKNOWLEDGES_BEFORE_THE_DISK(
      Set.of(PROMISE_NOT_DURABLE),
      new Edit("Outbox", "case APPEND_REPLY, VOTE_REPLY", "case VOTE_REPLY")),
  KEEPS_ENTRIES_THAT_CONFLICT(
      Set.of(LOGS_DIFFER, COMMITTED_CHANGED),
      new Edit(
          "log.RaftLog",
          "if (!matches(entry.term(), entry.index())) {",
          "if (entry.index() > lastIndex()) {")),
  COMMITS_BEYOND_MATCH_ON_HEARTBEAT(
      Set.of(COMMITTED_CHANGED),
      new Edit(
          "Replication",
          "Math.min(progress.match(), core.log().committed())",
          "core.log().committed()"),
      new Edit(
          "Following",
          "core.log().commitTo(heartbeat.commit());",
          "core.log().commitTo(Math.min(heartbeat.commit(), core.log().lastIndex()));")),
  CHANGES_MEMBERS_TWICE_AT_ONCE(
      Set.of(CORE_FAILED, COMMIT_WITHOUT_QUORUM, ELECTED_WITHOUT_QUORUM),
      new Edit(
          "Membership",
          "if (leader.pendingChangeIndex() > core.log().applied()) {",
          "if (false) {")),
  CAMPAIGNS_WITH_UNAPPLIED_CHANGES(
      Scenario.UNAPPLIED_CHANGE,
      ELECTED_WITHOUT_QUORUM,
      new Edit("Election", "if (hasUnappliedChange()) {", "if (false) {")),
  LISTENS_TO_DEPOSED_LEADERS(
      Set.of(RAN_BACKWARDS, DOUBLE_VOTE),
      new Edit(
          "Core",
          "      election.refuseLowerTerm(message);\n      return StepOutcome.DONE;",
          "      election.refuseLowerTerm(message);")),
  ANSWERS_ALONE_BEFORE_ITS_TERM_HAS_COMMITTED(
      Scenario.LOST_COMMIT,
      STALE_READ,
      new Edit(
          "Reads",
          "if (core.replication().hasCommittedInTerm()) {\n      start",
          "if (isAlone() || core.replication().hasCommittedInTerm()) {\n      start"));

  private final Set<ViolationKind> seenAs;
  private final long scenario;
  private final List<Edit> edits;

  /// Seen by chance, on one of a few seeds.
  Mutant(Set<ViolationKind> seenAs, Edit... edits) {
    this.seenAs = seenAs;
    this.scenario = -1;
    this.edits = List.of(edits);
  }

  /// Seen by one [Scenario].
  Mutant(long scenario, ViolationKind seenAs, Edit... edits) {
    this.seenAs = Set.of(seenAs);
    this.scenario = scenario;
    this.edits = List.of(edits);
  }

  Set<ViolationKind> seenAs() {
    return seenAs;
  }

  List<Edit> edits() {
    return edits;
  }

  boolean isSeenByChance() {
    return scenario < 0;
  }

  long scenario() {
    return scenario;
  }
}
