package io.fireweed.recovery.restore;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/// The operating system's resolver.
public final class SystemHostNames implements HostNames {
  @Override
  public Optional<String> findAddress(String host) {
    try {
      return Optional.of(InetAddress.getByName(host).getHostAddress());
    } catch (UnknownHostException e) {
      return Optional.empty();
    }
  }
}
