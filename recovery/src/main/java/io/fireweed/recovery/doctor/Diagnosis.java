package io.fireweed.recovery.doctor;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.recovery.doctor.Complaint.Severity;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Everything the doctor found.
///
/// @param complaints the worst first
public record Diagnosis(MemberDir place, List<Complaint> complaints) {
  /// The result in one word.
  public enum Verdict {
    /// A member starts on it, and nothing in it is damaged.
    HEALTHY,
    /// A member starts on it, though something in it is damaged or missing.
    IMPAIRED,
    /// A member does not start on it, or would lose or block writes.
    DAMAGED,
    /// A member runs on it.
    IN_USE
  }

  /// What is damage even where a member starts on it.
  private static final Set<Cause> IMPAIRING =
      EnumSet.of(
          Cause.DB_OLDER_META,
          Cause.WAL_TORN,
          Cause.WAL_CUT,
          Cause.WAL_DAMAGED,
          Cause.SNAP_DAMAGED,
          Cause.SNAP_MISSING,
          Cause.SNAP_BEYOND_LOG,
          Cause.RECEIVED_DB_DAMAGED);

  public Diagnosis {
    complaints = List.copyOf(complaints);
  }

  public Verdict verdict() {
    if (complaints.stream().anyMatch(complaint -> complaint.cause() == Cause.IN_USE)) {
      return Verdict.IN_USE;
    }
    if (complaints.stream().anyMatch(complaint -> complaint.severity() == Severity.DAMAGE)) {
      return Verdict.DAMAGED;
    }
    return complaints.stream().anyMatch(complaint -> IMPAIRING.contains(complaint.cause()))
        ? Verdict.IMPAIRED
        : Verdict.HEALTHY;
  }
}
