package io.fireweed.recovery.drill;

import io.fireweed.format.disk.Disk;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/// Rehearses a recovery in a directory of its own, and says what came back.
public final class Drill {
  /// The token of the trial cluster; no cluster in use has it.
  static final String TOKEN = "fireweed-drill";

  private final Disk disk;
  private final DrillWatch watch;

  public Drill(Disk disk, DrillWatch watch) {
    this.disk = disk;
    this.watch = watch;
  }

  /// Does what the plan says. If the program is told to end meanwhile, this does not return: the
  /// members are ended and the directory goes, and with them the program.
  ///
  /// @throws io.fireweed.format.fault.NotFoundException if the source, the program or the parent of
  ///     the work directory is not there
  /// @throws io.fireweed.format.fault.CorruptException if the source is no db at all
  /// @throws IOException if a file cannot be read or written
  public DrillReport run(DrillPlan plan) throws IOException {
    WorkArea area = WorkArea.open(plan.workParent(), plan.remains());
    DrillReport report;
    try (area) {
      report = new DrillRun(disk, watch, plan, area).run();
    } catch (IOException | RuntimeException e) {
      if (area.isInterrupted()) {
        awaitEnd();
      }
      throw e;
    }
    if (area.isInterrupted()) {
      awaitEnd();
    }
    return report;
  }

  /// Lets the end of the program come, instead of telling a failure that is none.
  private static void awaitEnd() {
    while (true) {
      LockSupport.parkNanos(Long.MAX_VALUE);
    }
  }
}
