package io.fireweed.storage.apply;

/// Memory for what clients are told of entries that are applied together. What is stored never
/// depends on it: who has less memory than another member must not end up with other rows.
final class AnswerBudget {
  /// What a row costs beside its bytes.
  private static final int OBJECT_BYTES = 64;

  /// Of each entry, so that a short answer does not depend on others.
  private static final long FREE_BYTES = 64 << 10;

  private long leftBytes = Long.MAX_VALUE;
  private long entryBytes;
  private boolean isExceeded;

  /// Begins anew for the entries to come.
  void allow(long bytes) {
    leftBytes = bytes;
  }

  void beginEntry() {
    entryBytes = 0;
    isExceeded = false;
  }

  /// {@return whether a row of that length may be kept for the answer}
  boolean takeRow(int length) {
    return take((long) length + OBJECT_BYTES);
  }

  /// Takes more. Once there is not as much, everything the entry had is given back, and it gets
  /// nothing more.
  boolean take(long bytes) {
    if (isExceeded) {
      return false;
    }
    long before = counted(entryBytes);
    long more = counted(entryBytes + bytes) - before;
    if (more > leftBytes) {
      isExceeded = true;
      leftBytes += before;
      return false;
    }
    leftBytes -= more;
    entryBytes += bytes;
    return true;
  }

  /// {@return whether the entry's answer is longer than there is memory for}
  boolean isExceeded() {
    return isExceeded;
  }

  private static long counted(long bytes) {
    return Math.max(0, bytes - FREE_BYTES);
  }
}
