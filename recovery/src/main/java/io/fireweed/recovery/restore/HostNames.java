package io.fireweed.recovery.restore;

import java.util.Optional;

/// Finds the address of a host name.
@FunctionalInterface
public interface HostNames {
  /// {@return the first address of `host`, or nothing if it has none}
  Optional<String> findAddress(String host);
}
