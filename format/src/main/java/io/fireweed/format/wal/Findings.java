package io.fireweed.format.wal;

import java.util.ArrayList;
import java.util.List;

/// A bounded list of findings; what is beyond the limit is counted and told in a last one.
final class Findings {
  private final int limit;
  private final List<WalFinding> found = new ArrayList<>();
  private boolean full;

  Findings(int limit) {
    this.limit = limit;
  }

  void add(WalFinding finding) {
    if (found.size() < limit) {
      found.add(finding);
    } else {
      full = true;
    }
  }

  List<WalFinding> finish(RecordPlace end) {
    if (full) {
      found.add(new WalFinding.LimitReached(end, limit + " findings"));
    }
    return found;
  }
}
