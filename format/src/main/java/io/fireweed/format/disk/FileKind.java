package io.fireweed.format.disk;

/// What a path names, symbolic links followed.
public enum FileKind {
  REGULAR,
  DIRECTORY,
  /// A pipe, socket or device.
  SPECIAL,
  ABSENT
}
