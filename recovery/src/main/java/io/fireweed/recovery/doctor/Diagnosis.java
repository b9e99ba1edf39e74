package io.fireweed.recovery.doctor;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.recovery.doctor.Complaint.Severity;
import java.util.List;

/// Everything the doctor found.
///
/// @param complaints the worst first
public record Diagnosis(MemberDir place, List<Complaint> complaints) {
  /// The result in one word.
  public enum Verdict {
    HEALTHY,
    DAMAGED,
    IN_USE
  }

  public Diagnosis {
    complaints = List.copyOf(complaints);
  }

  public Verdict verdict() {
    if (complaints.stream().anyMatch(complaint -> complaint.cause() == Cause.IN_USE)) {
      return Verdict.IN_USE;
    }
    return complaints.stream().anyMatch(complaint -> complaint.severity() == Severity.DAMAGE)
        ? Verdict.DAMAGED
        : Verdict.HEALTHY;
  }
}
