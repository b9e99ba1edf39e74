package io.fireweed.format.bbolt;

/// The number of a write transaction; each commit adds one.
///
/// The meta of transaction `n` belongs into page `n mod 2`, so that a commit never overwrites the
/// meta of the commit before it.
///
/// @param value unsigned; compare with [#compareTo]
public record Txid(long value) implements Comparable<Txid> {
  /// {@return the page that holds the meta of this transaction: 0 or 1}
  public Pgid metaPage() {
    return new Pgid(value & 1);
  }

  /// {@return the transaction after this one}
  public Txid next() {
    return new Txid(value + 1);
  }

  /// {@return the transaction before this one; transaction 0 has none and returns itself}
  public Txid previous() {
    return value == 0 ? this : new Txid(value - 1);
  }

  @Override
  public int compareTo(Txid other) {
    return Long.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(value);
  }
}
