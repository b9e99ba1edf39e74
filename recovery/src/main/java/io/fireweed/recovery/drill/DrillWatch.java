package io.fireweed.recovery.drill;

import io.fireweed.recovery.Progress;

/// Hears what a drill is doing.
public interface DrillWatch extends Progress {
  /// The next thing is being done, for people: `waiting for three members to be healthy`.
  void begin(String what);
}
