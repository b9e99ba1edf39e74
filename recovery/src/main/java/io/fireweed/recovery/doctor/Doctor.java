package io.fireweed.recovery.doctor;

import io.fireweed.format.datadir.InUse;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.fault.NotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Looks at the data directory of a member that does not start, or that nobody trusts.
public final class Doctor {
  private Doctor() {}

  /// {@return what was found, without changing anything}
  ///
  /// @throws NotFoundException if it is not a data directory
  /// @throws IOException if the directory itself cannot be listed
  public static Diagnosis examine(Disk disk, MemberDir place) throws IOException {
    place.requireMember(disk);
    Chart chart = new Chart(place);
    if (place.inUse(disk) instanceof InUse.Held(Path file)) {
      chart.warn(
          Cause.IN_USE,
          file + ": a running program holds it; what is being written is not looked into",
          "ask the member itself: etcdctl endpoint status; or stop it first");
      return chart.diagnosis();
    }
    new DirectoryExam(disk, chart).run();
    Optional<DbExam.Facts> db = new DbExam(disk, chart).run();
    new LogExam(disk, chart, db).run();
    return chart.diagnosis();
  }
}
