package io.fireweed.recovery.salvage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fireweed.format.bbolt.Meta;
import io.fireweed.format.bbolt.Pgid;
import io.fireweed.format.bbolt.Txid;
import io.fireweed.format.fault.CorruptException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.recovery.salvage.BaseCandidate.Lineage;
import io.fireweed.recovery.salvage.BaseCandidate.Source;
import io.fireweed.recovery.salvage.LogFragment.Run;
import io.fireweed.recovery.salvage.SalvagePlan.Evidence;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SalvagePlanTest {
  private static final Electorate SINGLE = new Electorate.SingleVoter(1);
  private static final Electorate MINORITY = new Electorate.Minority(List.of(1L), List.of(2L, 3L));

  private static LogFragment log(int member, Run... runs) {
    return new LogFragment(member, Optional.empty(), List.of(runs), 0, 0);
  }

  private static BaseCandidate db(int member, long index) {
    return new BaseCandidate(
        new Source.MemberDb(member, whole(index)), index, OptionalLong.empty(), 9);
  }

  private static DbEvidence.Whole whole(long index) {
    Meta meta = new Meta(4096, new Pgid(3), 0, Pgid.NOT_STORED, new Pgid(4), new Txid(2));
    return new DbEvidence.Whole(
        Path.of("db"), meta, index, OptionalLong.empty(), 1, Set.of(), List.of());
  }

  private static BaseCandidate empty() {
    return new BaseCandidate(new Source.EmptyStore(), 0, OptionalLong.empty(), 0);
  }

  private static SalvagePlan decide(
      List<LogFragment> logs, List<BaseCandidate> bases, long certain, Electorate electorate) {
    return SalvagePlan.decide(new Evidence(logs, bases, certain, electorate), UncommittedTail.ASK);
  }

  @Test
  void aSingleVoterKeepsEveryIntactEntryBeyondTheLastCommit() {
    SalvagePlan plan =
        decide(List.of(log(0, new Run(2, 1, 10))), List.of(db(0, 4), empty()), 9, SINGLE);
    assertThat(plan.limit()).isEqualTo(10);
    assertThat(plan.base().index()).isEqualTo(4);
    assertThat(plan.replay().orElseThrow().first()).isEqualTo(5);
    assertThat(plan.losses()).isEmpty();
  }

  @Test
  void belowAMajorityTheTailIsTheOperatorsDecision() {
    Evidence evidence =
        new Evidence(List.of(log(0, new Run(2, 1, 10))), List.of(db(0, 4)), 7, MINORITY);
    assertThatThrownBy(() -> SalvagePlan.decide(evidence, UncommittedTail.ASK))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("entries 8 to 10")
        .hasMessageContaining("2, 3");
    SalvagePlan kept = SalvagePlan.decide(evidence, UncommittedTail.KEEP);
    assertThat(kept.limit()).isEqualTo(10);
    assertThat(kept.losses()).containsExactly(new Loss.Unproven(7, MINORITY));
    SalvagePlan dropped = SalvagePlan.decide(evidence, UncommittedTail.DROP);
    assertThat(dropped.limit()).isEqualTo(7);
    assertThat(dropped.replay().orElseThrow().last()).isEqualTo(7);
    assertThat(dropped.losses())
        .containsExactly(new Loss.Unproven(7, MINORITY), new Loss.Dropped(8, 10));
  }

  @Test
  void belowAMajorityNothingIsAskedWhenNothingIsInDoubt() {
    SalvagePlan plan = decide(List.of(log(0, new Run(2, 1, 7))), List.of(db(0, 4)), 7, MINORITY);
    assertThat(plan.limit()).isEqualTo(7);
    assertThat(plan.losses()).containsExactly(new Loss.Unproven(7, MINORITY));
  }

  @Test
  void aDbAheadOfEveryLogIsTakenAsItIs() {
    SalvagePlan plan = decide(List.of(log(0, new Run(2, 1, 7))), List.of(db(0, 12)), 12, SINGLE);
    assertThat(plan.limit()).isEqualTo(12);
    assertThat(plan.replay()).isEmpty();
    assertThat(plan.losses()).isEmpty();
  }

  @Test
  void entriesBehindAHoleAreALossAndNotATail() {
    SalvagePlan plan =
        decide(
            List.of(log(0, new Run(2, 1, 16)), log(0, new Run(2, 18, 19))),
            List.of(empty()),
            19,
            SINGLE);
    assertThat(plan.limit()).isEqualTo(16);
    assertThat(plan.losses()).containsExactly(new Loss.Unreachable(17, 19));
  }

  @Test
  void aStaleTailDoesNotStandInForTheBestLogThatNoBaseReaches() {
    LogFragment stale =
        new LogFragment(
            0, Optional.empty(), List.of(new Run(1, 1, 50), new Run(2, 51, 100)), 50, 2);
    Evidence evidence =
        new Evidence(
            List.of(stale, log(1, new Run(3, 55, 60))),
            List.of(db(0, 50)),
            60,
            new Electorate.Majority(List.of(1L, 2L), List.of(3L)));
    assertThatThrownBy(() -> SalvagePlan.decide(evidence, UncommittedTail.ASK))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("entries 51 to 100");
    SalvagePlan dropped = SalvagePlan.decide(evidence, UncommittedTail.DROP);
    assertThat(dropped.limit()).isEqualTo(50);
    assertThat(dropped.losses())
        .containsExactly(new Loss.Unreachable(51, 60), new Loss.Dropped(51, 100));
    assertThat(SalvagePlan.decide(evidence, UncommittedTail.KEEP).losses()).isNotEmpty();
  }

  @Test
  void anOlderSnapshotServesIfTheLogReachesDownToIt() {
    BaseCandidate snapshot =
        new BaseCandidate(
            new Source.Snapshot(whole(500), Lineage.SAME),
            500,
            OptionalLong.of(3),
            BaseCandidate.NOT_SETTLED);
    List<LogFragment> logs = List.of(log(0, new Run(3, 480, 900)));
    assertThat(decide(logs, List.of(snapshot), 900, SINGLE).replay().orElseThrow().first())
        .isEqualTo(501);
    BaseCandidate other =
        new BaseCandidate(
            new Source.Snapshot(whole(500), Lineage.SAME),
            500,
            OptionalLong.of(2),
            BaseCandidate.NOT_SETTLED);
    assertThat(decide(logs, List.of(other), 900, SINGLE).losses())
        .containsExactly(new Loss.Unreachable(501, 900));
    assertThat(decide(logs, List.of(db(0, 400)), 900, SINGLE).limit()).isEqualTo(400);
  }

  @Test
  void withoutAnyBaseTheAnswerSaysWhatIsMissing() {
    assertThatThrownBy(() -> decide(List.of(log(0, new Run(3, 480, 900))), List.of(), 900, SINGLE))
        .isInstanceOf(CorruptException.class)
        .hasMessageContaining("log entries from 480");
  }

  /// Member 0 is torn behind entry 10, which a leader of term 5 committed; member 1 has a hole over
  /// its own entry 10 and holds what it wrote in term 3; member 2 stayed behind.
  @Test
  void aStaleIslandOfAHigherTermIsNotJoinedToACommittedLog() {
    LogFragment committed =
        new LogFragment(0, Optional.empty(), List.of(new Run(1, 1, 4), new Run(2, 5, 10)), 10, 5);
    LogFragment before = log(1, new Run(1, 1, 4), new Run(2, 5, 8));
    LogFragment island = log(1, new Run(3, 11, 13));
    LogFragment behind = log(2, new Run(1, 1, 4), new Run(2, 5, 7));
    List<LogFragment> logs = List.of(committed, before, island, behind);
    BaseCandidate db =
        new BaseCandidate(new Source.MemberDb(0, whole(10)), 10, OptionalLong.empty(), 5);
    for (List<BaseCandidate> bases : List.of(List.of(empty()), List.of(db), List.of(db, empty()))) {
      for (UncommittedTail choice : UncommittedTail.values()) {
        SalvagePlan plan = SalvagePlan.decide(new Evidence(logs, bases, 10, MINORITY), choice);
        assertThat(plan.limit()).isEqualTo(10);
        assertThat(plan.losses())
            .contains(new Loss.Unreachable(11, 13))
            .anyMatch(Loss.Unproven.class::isInstance);
      }
    }
  }

  @Test
  void anIslandOfTheTermInWhichTheSeamWasCommittedIsJoined() {
    LogFragment committed = new LogFragment(0, Optional.empty(), List.of(new Run(2, 1, 10)), 10, 5);
    for (long term : new long[] {2, 5, 6}) {
      List<LogFragment> logs = List.of(committed, log(1, new Run(term, 11, 13)));
      Evidence evidence = new Evidence(logs, List.of(empty()), 10, MINORITY);
      assertThat(SalvagePlan.decide(evidence, UncommittedTail.KEEP).limit())
          .as("term %s", term)
          .isEqualTo(13);
    }
  }
}
