package io.fireweed.storage.watch;

import java.util.List;

/// Is told, on the thread that applies, what became of the keys, before any client is.
///
/// Revisions come in order, each once. Whoever calls may hold the lock of the state; a listener
/// therefore never asks the state while it holds a lock of its own.
public interface ChangeListener {
  /// A write transaction has ended.
  ///
  /// @param revision its main revision, one above the last one
  /// @param changes in the order of their sub revisions, at least one, each key at most once
  void changed(long revision, List<Change> changes);

  /// A compaction has been scheduled: from now on rows below `revision` may be gone. Told before
  /// the first of them goes.
  void compacted(long revision);

  /// The whole state was replaced by that of a snapshot.
  ///
  /// @param revision the current one now
  /// @param compactRevision -1 if it was never compacted
  void installed(long revision, long compactRevision);
}
