package io.fireweed.recovery.drill;

import java.util.List;

/// How a step of a drill ended.
public sealed interface StepResult {
  /// Done, and everything compared was equal.
  record Passed(String detail) implements StepResult {}

  /// Done and as it must be, but with one member in place of the three that are rehearsed.
  record Narrowed(String detail) implements StepResult {}

  /// Done, and something was not as in the source.
  ///
  /// @param differences the first of them
  /// @param count how many there are in all
  record Different(List<Difference> differences, long count) implements StepResult {
    public Different {
      differences = List.copyOf(differences);
    }
  }

  /// Not done, for a reason that is no fault of the snapshot.
  record Skipped(String reason) implements StepResult {}

  /// The source is damaged, so that nothing can be rehearsed.
  ///
  /// @param findings the first of them
  record Damaged(String reason, List<String> findings) implements StepResult {
    public Damaged {
      findings = List.copyOf(findings);
    }
  }

  /// A member did not start, or did not answer in time.
  ///
  /// @param log the last lines that the member wrote
  record Unhealthy(String reason, List<String> log) implements StepResult {
    public Unhealthy {
      log = List.copyOf(log);
    }
  }
}
