package io.fireweed.format.schema.check;

import io.fireweed.format.raftlog.ConfState;
import io.fireweed.format.schema.AlarmRow;
import io.fireweed.format.schema.DowngradeRow;
import io.fireweed.format.schema.EtcdRelease;
import io.fireweed.format.schema.EtcdVersion;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.schema.Revision;
import io.fireweed.format.schema.UserRow;
import io.fireweed.format.schema.check.SchemaFinding.Severity;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Compares rows of different buckets with each other, when all have been read.
final class CrossCheck {
  private static final String ROOT = "root";

  private final SmallBuckets small;
  private final KeyHistoryCheck history;
  private final Findings findings;

  CrossCheck(SmallBuckets small, KeyHistoryCheck history, Findings findings) {
    this.small = small;
    this.history = history;
    this.findings = findings;
  }

  void run() {
    checkLeases();
    checkRaft();
    checkCompaction();
    checkVersions();
    checkMembers();
    checkAlarms();
    checkAuth();
  }

  private void checkLeases() {
    small.sortLeases();
    Map<Long, Long> unknown = new TreeMap<>();
    history.forEachLease(
        lease -> {
          if (!small.hasLease(lease)
              && (unknown.size() < SchemaCheck.MAX_FINDINGS || unknown.containsKey(lease))) {
            unknown.merge(lease, 1L, Long::sum);
          }
        });
    unknown.forEach((lease, count) -> findings.add(new SchemaFinding.UnknownLease(lease, count)));
  }

  /// 3.4 writes the index with its first transaction on keys; 3.5 always writes index and term
  /// together.
  private void checkRaft() {
    if (small.consistentIndex.isEmpty()) {
      boolean isOwed = history.rowCount() > 0 || small.term.isPresent();
      if (isOwed) {
        findings.add(Severity.ERROR, "bucket meta: consistent_index", "a row", "none");
      }
    } else if (small.consistentIndex.getAsLong() == 0) {
      findings.add(Severity.ERROR, "bucket meta: consistent_index", "1 or more", "0");
    }
    if (small.term.isEmpty()) {
      boolean isOwed = small.storageVersion.isPresent() || small.confState.isPresent();
      if (isOwed) {
        findings.add(
            Severity.ERROR, "bucket meta: term", "a row, as 3.5 and newer write it", "none");
      }
    } else if (small.term.getAsLong() == 0) {
      findings.add(Severity.ERROR, "bucket meta: term", "1 or more", "0");
    }
  }

  private void checkCompaction() {
    long scheduled = small.scheduled.map(Revision::main).orElse(-1L);
    long finished = small.finished.map(Revision::main).orElse(-1L);
    long last = history.lastMain();
    if (finished > scheduled) {
      findings.add(
          Severity.ERROR,
          "bucket meta: scheduledCompactRev",
          "at least finishedCompactRev " + finished,
          number(scheduled));
    }
    if (scheduled > finished) {
      findings.add(
          Severity.NOTE,
          "bucket meta: compaction",
          "finished up to " + scheduled,
          "finished up to " + number(finished) + "; a server resumes it when it starts");
    }
    long compact = Math.max(scheduled, finished);
    if (compact > Math.max(last, 1)) {
      findings.add(
          Severity.WARNING,
          "bucket meta: compacted revision",
          "at most the last revision " + last + ", unless the last writes were deletes",
          Long.toString(compact));
    }
  }

  private void checkVersions() {
    small.storageVersion.ifPresent(
        version -> {
          if (isUnknown(version)) {
            findings.add(
                Severity.ERROR,
                "bucket meta: unsupported storage version",
                "at most " + newest(),
                version.toString());
          }
        });
    small.clusterVersion.ifPresent(
        version -> {
          if (isUnknown(version)) {
            findings.add(
                Severity.WARNING,
                "bucket cluster: clusterVersion",
                "at most " + newest(),
                version.toString());
          }
        });
    small
        .downgrade
        .filter(row -> row.state() == DowngradeRow.State.ENABLED)
        .ifPresent(
            row ->
                findings.add(
                    Severity.WARNING,
                    "bucket cluster: downgrade",
                    "none under way",
                    "one to " + row.targetVersion()));
  }

  private void checkMembers() {
    if (small.members.isEmpty()) {
      boolean isOwed = small.storageVersion.isPresent() || small.confState.isPresent();
      findings.add(
          isOwed ? Severity.ERROR : Severity.NOTE,
          "bucket members",
          "a row for each member",
          "none");
    }
    for (MemberId id : small.removed) {
      if (small.members.containsKey(id)) {
        findings.add(
            Severity.WARNING,
            "bucket members: member " + id,
            "present or removed",
            "both; 3.6 and newer would take it for a member");
      }
    }
    small.confState.ifPresent(row -> checkConfState(row.state()));
  }

  private void checkConfState(ConfState state) {
    TreeSet<MemberId> voters = new TreeSet<>();
    TreeSet<MemberId> learners = new TreeSet<>();
    state.voters().forEach(id -> voters.add(new MemberId(id)));
    state.learners().forEach(id -> learners.add(new MemberId(id)));
    if (voters.isEmpty()) {
      findings.add(Severity.ERROR, "bucket meta: confState", "at least one voter", "none");
      return;
    }
    compare("voters", members(MemberRow.Role.VOTER), voters);
    compare("learners", members(MemberRow.Role.LEARNER), learners);
  }

  /// A restore replaces the members and leaves an old confState, so a difference is no damage.
  private void compare(String what, Set<MemberId> members, Set<MemberId> found) {
    if (!members.equals(found)) {
      findings.add(
          Severity.WARNING,
          "bucket meta: " + what + " of confState",
          members + " as in bucket members",
          found.toString());
    }
  }

  private Set<MemberId> members(MemberRow.Role role) {
    TreeSet<MemberId> ids = new TreeSet<>();
    small.members.values().stream()
        .filter(row -> row.role() == role)
        .forEach(row -> ids.add(row.id()));
    return ids;
  }

  private void checkAlarms() {
    for (AlarmRow alarm : small.alarms) {
      boolean isKnown = small.members.containsKey(alarm.memberId());
      findings.add(
          Severity.WARNING,
          "bucket alarm: " + alarm.type() + " of member " + alarm.memberId(),
          "no alarm",
          isKnown
              ? "one that stops writes"
              : "one that stops writes, of a member that is not in bucket members");
    }
  }

  private void checkAuth() {
    if (small.isAuthEnabled) {
      Optional<UserRow> root = Optional.ofNullable(small.users.get(ROOT));
      if (root.isEmpty() || !root.get().roles().contains(ROOT)) {
        findings.add(
            Severity.ERROR,
            "bucket auth: authentication is enabled and needs a user root with role root",
            "that user in bucket authUsers",
            root.isEmpty() ? "none" : "roles " + root.get().roles());
      }
    }
    if (small.roles.size() >= SchemaCheck.MAX_REMEMBERED) {
      return;
    }
    for (UserRow user : small.users.values()) {
      for (String role : user.roles()) {
        if (!small.roles.contains(role)) {
          findings.add(
              Severity.WARNING,
              "bucket authUsers: role of user " + user.name(),
              "a row in bucket authRoles",
              "none for " + role);
        }
      }
    }
  }

  private static boolean isUnknown(EtcdVersion version) {
    EtcdVersion minor = new EtcdVersion(version.major(), version.minor(), 0);
    return minor.compareTo(newest()) > 0;
  }

  private static EtcdVersion newest() {
    return EtcdRelease.V3_7.version();
  }

  private static String number(long main) {
    return main < 0 ? "none" : Long.toString(main);
  }
}
