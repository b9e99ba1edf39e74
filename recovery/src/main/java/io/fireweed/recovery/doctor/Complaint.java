package io.fireweed.recovery.doctor;

import java.util.Optional;

/// One thing about a data directory that a person should know.
///
/// @param message one line: what, where, what follows from it
/// @param next what to type, or to do, about it
public record Complaint(Cause cause, Severity severity, String message, Optional<String> next) {
  /// How bad it is.
  public enum Severity {
    /// A member does not start on it, or would lose or block writes.
    DAMAGE,
    /// A member starts; somebody should look.
    WARNING,
    /// Normal, but good to know.
    NOTE
  }
}
