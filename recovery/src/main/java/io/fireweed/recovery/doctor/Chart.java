package io.fireweed.recovery.doctor;

import io.fireweed.format.datadir.MemberDir;
import io.fireweed.recovery.doctor.Complaint.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Collects complaints about one directory.
final class Chart {
  /// Complaints of one cause that are kept; a directory can hold thousands of strange files.
  private static final int MAX_PER_CAUSE = 20;

  private final MemberDir place;
  private final List<Complaint> complaints = new ArrayList<>();

  Chart(MemberDir place) {
    this.place = place;
  }

  MemberDir place() {
    return place;
  }

  /// {@return the command that gets everything out of this directory}
  String salvage() {
    String walDir =
        place.equals(MemberDir.of(place.dataDir())) ? "" : " --wal-dir " + place.walDir();
    return "fireweed salvage "
        + place.dataDir()
        + walDir
        + " --output salvaged.db   (add the directories of the other members)";
  }

  void damage(Cause cause, String message, String next) {
    add(new Complaint(cause, Severity.DAMAGE, message, Optional.of(next)));
  }

  void warn(Cause cause, String message, String next) {
    add(new Complaint(cause, Severity.WARNING, message, Optional.of(next)));
  }

  void warn(Cause cause, String message) {
    add(new Complaint(cause, Severity.WARNING, message, Optional.empty()));
  }

  void note(Cause cause, String message) {
    add(new Complaint(cause, Severity.NOTE, message, Optional.empty()));
  }

  boolean has(Cause cause) {
    return complaints.stream().anyMatch(complaint -> complaint.cause() == cause);
  }

  Diagnosis diagnosis() {
    return new Diagnosis(
        place, complaints.stream().sorted(Comparator.comparing(Complaint::severity)).toList());
  }

  private void add(Complaint complaint) {
    long same = complaints.stream().filter(known -> known.cause() == complaint.cause()).count();
    if (same < MAX_PER_CAUSE) {
      complaints.add(complaint);
    }
  }
}
