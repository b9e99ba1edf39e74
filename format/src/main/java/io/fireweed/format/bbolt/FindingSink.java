package io.fireweed.format.bbolt;

/// Where a walk puts what it finds: a list in [Checker], an exception in strict readers.
@FunctionalInterface
interface FindingSink {
  /// Takes one finding; a strict sink throws instead of returning.
  void add(Finding finding);
}
