package io.fireweed.format.datadir;

import java.nio.file.Path;

/// Whether a program works on a data directory at this moment.
public sealed interface InUse {
  /// Nobody holds a lock.
  record Free() implements InUse {}

  /// A program holds a lock on `file`.
  record Held(Path file) implements InUse {}
}
