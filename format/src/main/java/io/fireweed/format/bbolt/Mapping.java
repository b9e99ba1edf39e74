package io.fireweed.format.bbolt;

import io.fireweed.format.disk.DiskFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The db file in memory, shared by transactions and unmapped when the last of them ends.
///
/// Commits are written through the file and seen through the mapping: both are the page cache.
final class Mapping {
  private final Arena arena;
  private final MemorySegment bytes;

  /// The db itself counts as one user. Guarded by this.
  private int users = 1;

  private Mapping(Arena arena, MemorySegment bytes) {
    this.arena = arena;
    this.bytes = bytes;
  }

  static Mapping of(DiskFile file, long size) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      return new Mapping(arena, file.map(0, size, arena));
    } catch (IOException | RuntimeException failure) {
      arena.close();
      throw failure;
    }
  }

  MemorySegment bytes() {
    return bytes;
  }

  synchronized void acquire() {
    if (users == 0) {
      throw new IllegalStateException("the mapping was released");
    }
    users++;
  }

  synchronized void release() {
    users--;
    if (users == 0) {
      arena.close();
    }
  }
}
