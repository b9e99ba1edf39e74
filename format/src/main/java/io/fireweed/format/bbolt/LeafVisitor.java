package io.fireweed.format.bbolt;

/// Receives the leaf pages of one bucket in key order.
@FunctionalInterface
public interface LeafVisitor {
  /// Takes one page whose elements are all sound; the view is valid until the transaction closes.
  void leaf(LeafPage page);
}
