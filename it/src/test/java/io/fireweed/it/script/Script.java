package io.fireweed.it.script;

/// Draws one step after the other.
interface Script {
  /// {@return the next step}
  ///
  /// @param revision the highest revision that an answer told
  Step next(long revision);
}
