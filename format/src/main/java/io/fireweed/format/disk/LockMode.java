package io.fireweed.format.disk;

/// How a file is locked against other programs, in the words of `flock(2)`.
public enum LockMode {
  /// Readers: any number at once, no writer.
  SHARED,
  /// A writer: nobody else.
  EXCLUSIVE
}
