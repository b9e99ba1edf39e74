package io.fireweed.recovery.restore;

/// How far the restored store's revision is moved up, so that clients never see it go back.
///
/// A bump also marks everything before it as compacted, which ends every older watch.
public sealed interface Bump {
  /// The revision stays that of the snapshot.
  record None() implements Bump {}

  /// The revision moves up by `by`, at least 1.
  record By(long by) implements Bump {
    public By {
      if (by < 1) {
        throw new IllegalArgumentException("bump expected at least 1, found " + by);
      }
    }
  }

  /// The revision moves up to `revision`, or stays if it is there already.
  record To(long revision) implements Bump {}

  /// {@return how many revisions to add to `last`}
  default long above(long last) {
    return switch (this) {
      case None _ -> 0;
      case By(long by) -> by;
      case To(long revision) -> Math.max(0, revision - last);
    };
  }
}
