package io.fireweed.it.hostile;

import java.util.function.Supplier;

/// A named damage of a snapshot, and what `fireweed verify` must say about it.
///
/// @param name how the damage is called in the texts of this project
/// @param exit the exit code of verify: 3, or 0 where a remark is enough
/// @param restoreExit the exit code of a restore that asks for the digest: 0 also where only the
///     history of a key is broken, on which etcd starts
/// @param words what verify must print, as a pattern
/// @param file makes the whole file, its digest right
record Damage(String name, int exit, int restoreExit, String words, Supplier<byte[]> file) {
  @Override
  public String toString() {
    return name;
  }
}
