package io.fireweed.format.schema;

/// A point in the MVCC history: `main` counts write transactions, `sub` the changes within one.
///
/// @param main `>= 0`; the first change of a store is 2, an empty store stands at 1
/// @param sub `>= 0`, from 0 in order of execution
public record Revision(long main, long sub) implements Comparable<Revision> {
  /// Before everything: what an empty `key` bucket answers for its last revision.
  public static final Revision ZERO = new Revision(0, 0);

  public Revision {
    if (main < 0 || sub < 0) {
      throw new IllegalArgumentException("revision " + main + "/" + sub + " is negative");
    }
  }

  /// {@return the first revision of the transaction `main`}
  public static Revision of(long main) {
    return new Revision(main, 0);
  }

  @Override
  public int compareTo(Revision other) {
    int byMain = Long.compare(main, other.main);
    return byMain != 0 ? byMain : Long.compare(sub, other.sub);
  }

  /// {@return `main/sub`}
  @Override
  public String toString() {
    return main + "/" + sub;
  }
}
