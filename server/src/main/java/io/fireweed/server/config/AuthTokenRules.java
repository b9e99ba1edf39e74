package io.fireweed.server.config;

import java.util.HashSet;
import java.util.Set;

/// The shape of `--auth-token`; whether its keys are good shows when tokens are first made.
final class AuthTokenRules {
  private AuthTokenRules() {}

  static void check(String spec) {
    String[] parts = spec.split(",", -1);
    if (!Set.of("", "simple", "jwt").contains(parts[0])) {
      throw invalid();
    }
    Set<String> seen = new HashSet<>();
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals < 0
          || parts[i].indexOf('=', equals + 1) >= 0
          || !seen.add(parts[i].substring(0, equals))) {
        throw invalid();
      }
    }
    if ("jwt".equals(parts[0]) && !seen.contains("sign-method")) {
      throw invalid();
    }
  }

  private static BadSettingException invalid() {
    return new BadSettingException("auth: invalid auth options");
  }
}
