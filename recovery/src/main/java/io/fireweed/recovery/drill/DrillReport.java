package io.fireweed.recovery.drill;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a drill has shown.
///
/// @param origin what the source is, for people
/// @param facts what the source holds; absent if it is damaged
/// @param etcd the program that the members were started with
/// @param adjusted rows that were changed so that this etcd can open the db, each in one line
/// @param kept where the members were left, if they were
public record DrillReport(
    String origin,
    Optional<SourceFacts> facts,
    Optional<EtcdProgram> etcd,
    List<DrillStep> steps,
    List<String> adjusted,
    Optional<Path> kept,
    Duration took) {
  /// What follows from the steps, worst first.
  public enum Verdict {
    /// The source is damaged.
    DAMAGED,
    /// Something did not come back as it was.
    DIFFERENT,
    /// A member did not become healthy.
    UNHEALTHY,
    /// All files are equal; no etcd was started on them, or not everything could be asked of it.
    PROVEN_ON_FILES,
    /// All files are equal, and a cluster of one member, built the same way, served the same. That
    /// the three members find together was not tried.
    PROVEN_ON_ONE_MEMBER,
    /// All files are equal, and a real cluster served the same.
    PROVEN
  }

  public DrillReport {
    steps = List.copyOf(steps);
    adjusted = List.copyOf(adjusted);
  }

  public Verdict verdict() {
    return steps.stream()
        .map(step -> verdict(step.result()))
        .min(Verdict::compareTo)
        .orElse(Verdict.DAMAGED);
  }

  private static Verdict verdict(StepResult result) {
    return switch (result) {
      case StepResult.Damaged _ -> Verdict.DAMAGED;
      case StepResult.Different _ -> Verdict.DIFFERENT;
      case StepResult.Unhealthy _ -> Verdict.UNHEALTHY;
      case StepResult.Skipped _ -> Verdict.PROVEN_ON_FILES;
      case StepResult.Narrowed _ -> Verdict.PROVEN_ON_ONE_MEMBER;
      case StepResult.Passed _ -> Verdict.PROVEN;
    };
  }
}
