package io.fireweed.format.bbolt;

import java.util.List;

/// What [Checker] found in one state of a db.
///
/// @param findings the first of them, at most [Checker#MAX_FINDINGS]
/// @param findingCount how many there are in all
/// @param counts what was walked over
/// @param freePageCount pages below the high water mark that hold nothing
public record CheckReport(
    List<Finding> findings, long findingCount, TreeCounts counts, long freePageCount) {
  public CheckReport {
    findings = List.copyOf(findings);
  }

  /// {@return whether nothing was found}
  public boolean isClean() {
    return findingCount == 0;
  }
}
