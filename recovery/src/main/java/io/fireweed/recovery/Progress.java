package io.fireweed.recovery;

/// Hears how far a long step has come. Calls are cheap and may come from several threads.
@FunctionalInterface
public interface Progress {
  /// What is counted.
  enum Unit {
    BYTES,
    REVISIONS,
    ITEMS
  }

  /// Nobody listens.
  Progress NONE = (_, _, _, _) -> {};

  /// Tells how far a step is.
  ///
  /// @param step what is being done, the same text as long as it is the same step
  /// @param total the end of the step, 0 if unknown
  void update(String step, long done, long total, Unit unit);
}
