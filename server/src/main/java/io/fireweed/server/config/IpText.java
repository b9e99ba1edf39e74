package io.fireweed.server.config;

import java.util.regex.Pattern;

/// Tells addresses from names without asking a name server.
final class IpText {
  private static final Pattern V4 = Pattern.compile("(\\d{1,3})(\\.\\d{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:]*:[0-9a-fA-F:.]*(%[^%]+)?");

  private IpText() {}

  /// {@return whether a host is written as an IPv4 or IPv6 address}
  static boolean isAddress(String host) {
    if (V4.matcher(host).matches()) {
      for (String part : host.split("\\.", -1)) {
        if (Integer.parseInt(part) > 255) {
          return false;
        }
      }
      return true;
    }
    return V6.matcher(host).matches();
  }
}
