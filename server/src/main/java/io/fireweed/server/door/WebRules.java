package io.fireweed.server.door;

import java.util.Set;

/// Which web pages and which host names may reach the HTTP routes.
///
/// @param origins `--cors`; empty or with `*`: all
/// @param hosts `--host-whitelist`; empty or with `*`: all; looked at without TLS only
public record WebRules(Set<String> origins, Set<String> hosts) {
  private static final String ALL = "*";

  public WebRules {
    origins = Set.copyOf(origins);
    hosts = Set.copyOf(hosts);
  }

  /// {@return everybody may}
  public static WebRules open() {
    return new WebRules(Set.of(ALL), Set.of(ALL));
  }

  boolean allowsAllOrigins() {
    return origins.isEmpty() || origins.contains(ALL);
  }

  boolean allowsOrigin(String origin) {
    return allowsAllOrigins() || origins.contains(origin);
  }

  boolean allowsHost(String host) {
    return hosts.isEmpty() || hosts.contains(ALL) || hosts.contains(host);
  }
}
