package io.fireweed.recovery.restore;

import io.fireweed.format.bbolt.WriteTx;
import java.util.List;

/// Rows that a snapshot carries over and the new cluster may stumble over.
final class Fitting {
  private Fitting() {}

  static List<String> apply(WriteTx tx, RestorePlan plan) {
    return List.of();
  }
}
