package io.fireweed.server.state;

import io.fireweed.format.bbolt.SnapshotSink;
import java.io.IOException;

/// What keeps a member's db in order, and what proves that it is. Slow: not for a thread on which
/// calls wait.
public interface Upkeep {
  /// {@return the length of the db in bytes}
  long sizeBytes();

  /// {@return bytes of the db that are not free}
  long sizeInUseBytes();

  /// {@return the hash of everything stored}
  int hash() throws IOException;

  /// {@return the hash of the keys up to a revision, 0 for now}
  ///
  /// @throws RefusedCall if the revision is compacted or yet to come
  KeyspaceHash hashKv(long revision) throws IOException;

  /// Writes the db anew without its free pages.
  void defragment() throws IOException;

  /// {@return the db with everything applied so far}
  DbImage image() throws IOException;

  /// A hash of the keys, comparable between members that compacted alike.
  ///
  /// @param compactRevision -1 if there was no compaction
  record KeyspaceHash(int hash, long hashRevision, long compactRevision) {}

  /// One state of the db, unchanged until it is closed.
  interface DbImage extends AutoCloseable {
    long sizeBytes();

    /// Sends it in order, without a digest.
    void copyTo(SnapshotSink sink) throws IOException;

    @Override
    void close();
  }
}
