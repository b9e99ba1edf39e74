package io.fireweed.cli.etcdctl;

/// Ids of leases as they are typed and printed: 16 digits of hex.
final class LeaseId {
  private LeaseId() {}

  /// {@return the id}
  ///
  /// @param what the beginning of the complaint
  static long parse(String text, String what) {
    return TypedNumber.hex(text, why -> KeyRange.bad(what + " (" + why + "), expecting ID in Hex"));
  }

  static String text(long id) {
    return String.format("%016x", id);
  }
}
