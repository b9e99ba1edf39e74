package io.fireweed.recovery.history;

import io.fireweed.format.wire.Bytes;
import java.util.function.Consumer;

/// Two moments side by side, as a merge of their keys in order.
///
/// @param same keys that are equal in every field
public record MomentDiff(long added, long removed, long changed, long touched, long same) {
  /// {@return the counts, after every difference went to `differences` in the order of the keys}
  public static MomentDiff compare(
      Moment before, Moment after, Consumer<KeyDifference> differences) {
    return new Merge(before.cursor(), after.cursor(), differences).run();
  }

  /// {@return whether values, or the keys themselves, differ}
  public boolean isDifferent() {
    return added + removed + changed > 0;
  }

  private static final class Merge {
    private final MomentCursor before;
    private final MomentCursor after;
    private final Consumer<KeyDifference> differences;
    private long added;
    private long removed;
    private long changed;
    private long touched;
    private long same;

    Merge(MomentCursor before, MomentCursor after, Consumer<KeyDifference> differences) {
      this.before = before;
      this.after = after;
      this.differences = differences;
    }

    MomentDiff run() {
      boolean hasBefore = before.next();
      boolean hasAfter = after.next();
      while (hasBefore || hasAfter) {
        int order = !hasBefore ? 1 : !hasAfter ? -1 : compareKeys();
        if (order < 0) {
          removed++;
          differences.accept(new KeyDifference.Removed(before.row()));
        } else if (order > 0) {
          added++;
          differences.accept(new KeyDifference.Added(after.row()));
        } else {
          compareRows();
        }
        hasBefore = order <= 0 ? before.next() : hasBefore;
        hasAfter = order >= 0 ? after.next() : hasAfter;
      }
      return new MomentDiff(added, removed, changed, touched, same);
    }

    private int compareKeys() {
      Bytes left = before.key();
      return left.compareTo(after.key());
    }

    private void compareRows() {
      if (before.value().mismatch(after.value()) >= 0) {
        changed++;
        differences.accept(new KeyDifference.Changed(before.row(), after.row()));
        return;
      }
      boolean equal =
          before.createRevision() == after.createRevision()
              && before.modRevision() == after.modRevision()
              && before.version() == after.version()
              && before.lease() == after.lease();
      if (equal) {
        same++;
      } else {
        touched++;
        differences.accept(new KeyDifference.Touched(before.row(), after.row()));
      }
    }
  }
}
