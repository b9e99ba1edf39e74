package io.fireweed.testkit.sim;

import io.fireweed.testkit.sim.invariant.ViolationKind;
import java.util.Map;

/// How a run ended.
public sealed interface Outcome {
  /// {@return a number that two runs share only if the same happened in both}
  long digest();

  /// {@return one line for people}
  String describe();

  /// Everything held.
  ///
  /// @param committed entries
  /// @param seen what happened, and how often
  record Passed(long digest, long events, long committed, Map<Happening, Long> seen)
      implements Outcome {
    public Passed {
      seen = Map.copyOf(seen);
    }

    @Override
    public String describe() {
      return "passed, %d events, %d entries committed, digest %016x"
          .formatted(events, committed, digest);
    }
  }

  /// Something did not hold.
  ///
  /// @param atMicros of virtual time
  record Failed(
      long digest, long events, long atMicros, ViolationKind kind, String what, Throwable cause)
      implements Outcome {
    @Override
    public String describe() {
      return "FAILED after %d events, at %d.%06d s: %s, digest %016x"
          .formatted(events, atMicros / 1_000_000, atMicros % 1_000_000, what, digest);
    }
  }
}
