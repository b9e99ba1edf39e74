package io.fireweed.recovery.drill;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Collects differences: keeps the first, counts all.
final class Differences {
  /// How many are kept.
  static final int MAX_KEPT = 20;

  private final List<Difference> kept = new ArrayList<>();
  private long count;

  void add(Difference difference) {
    count++;
    if (kept.size() < MAX_KEPT) {
      kept.add(difference);
    }
  }

  /// Adds a [Difference.Value] unless both are equal.
  void compare(String what, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      add(new Difference.Value(what, expected.toString(), found.toString()));
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  List<Difference> kept() {
    return List.copyOf(kept);
  }

  /// {@return what a step has come to}
  ///
  /// @param equal what to say if nothing differs
  StepResult result(String equal) {
    return isEmpty() ? new StepResult.Passed(equal) : new StepResult.Different(kept(), count);
  }
}
