package io.fireweed.server.config;

import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLContext;

/// Names of cipher suites: those of the standard, and the two that etcd has its own for.
final class CipherSuites {
  private static final Map<String, String> SHORT_NAMES =
      Map.of(
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

  private CipherSuites() {}

  /// {@return the standard's names}
  ///
  /// @throws BadSettingException if one is unknown, or nothing that this JVM can do
  static List<String> standard(List<String> names) {
    if (names.isEmpty()) {
      return names;
    }
    Set<String> known = known();
    List<String> standard =
        names.stream().map(name -> SHORT_NAMES.getOrDefault(name, name)).toList();
    for (int i = 0; i < standard.size(); i++) {
      if (!known.contains(standard.get(i))) {
        throw new BadSettingException("unexpected TLS cipher suite \"" + names.get(i) + "\"");
      }
    }
    return standard;
  }

  private static Set<String> known() {
    try {
      return Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JVM has no TLS", e);
    }
  }
}
