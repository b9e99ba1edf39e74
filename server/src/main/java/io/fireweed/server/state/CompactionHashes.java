package io.fireweed.server.state;

import io.fireweed.format.schema.hash.HashKv;
import io.fireweed.storage.backend.PinnedRows;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The hashes that compactions leave behind: of all keys up to a compaction, as they stood before
/// it, under the compact revision of that time. Members compare them.
///
/// A hash is computed beside everything else, on rows that are pinned meanwhile.
final class CompactionHashes {
  private static final Logger log = LoggerFactory.getLogger(CompactionHashes.class);
  private static final int KEPT = 10;

  /// Guarded by this; oldest first.
  private final Deque<HashKv> hashes = new ArrayDeque<>();

  /// Computes a hash in the background.
  ///
  /// @param rows closed when it is done
  void begin(PinnedRows rows, long target, long compactBefore) {
    var _ =
        Thread.ofPlatform()
            .name("compaction-hash")
            .daemon()
            .start(() -> compute(rows, target, compactBefore));
  }

  private void compute(PinnedRows rows, long target, long compactBefore) {
    try (rows) {
      keep(HashKv.computeAs(rows.committed(), target, compactBefore));
    } catch (RuntimeException refused) {
      log.atWarn()
          .addKeyValue("compact-revision", target)
          .setCause(refused)
          .log("failed to hash the keys of a compaction");
    }
  }

  private synchronized void keep(HashKv hash) {
    hashes.removeIf(old -> old.hashRevision() == hash.hashRevision());
    hashes.addLast(hash);
    if (hashes.size() > KEPT) {
      hashes.removeFirst();
    }
  }

  synchronized Optional<HashKv> find(long revision) {
    return hashes.stream().filter(hash -> hash.hashRevision() == revision).findFirst();
  }

  /// {@return the hashes of the last compactions}
  synchronized List<HashKv> all() {
    return List.copyOf(hashes);
  }
}
