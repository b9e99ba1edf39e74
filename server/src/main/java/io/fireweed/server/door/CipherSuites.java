package io.fireweed.server.door;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Go's names of cipher suites in the JDK's words. Most are the same in both.
public final class CipherSuites {
  /// Go's older names of two suites.
  private static final Map<String, String> RENAMED =
      Map.of(
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");

  /// Those that Go knows, by their names in the JDK.
  private static final Set<String> KNOWN =
      Set.of(
          "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_CBC_SHA256",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_RSA_WITH_RC4_128_SHA",
          "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
          "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256");

  /// Go uses all of these with TLS 1.3, whatever else it is told.
  private static final List<String> OF_TLS_13 =
      List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

  private CipherSuites() {}

  /// {@return the JDK's names of Go's suites, and those of TLS 1.3 if it is spoken}
  ///
  /// @throws IllegalArgumentException if a name is not known, in etcd's words
  public static List<String> fromGo(List<String> names, List<String> versions) {
    List<String> suites = new ArrayList<>();
    for (String name : names) {
      String suite = RENAMED.getOrDefault(name, name);
      if (!KNOWN.contains(suite)) {
        throw new IllegalArgumentException("unexpected TLS cipher suite \"" + name + "\"");
      }
      suites.add(suite);
    }
    if (versions.contains("TLSv1.3")) {
      OF_TLS_13.stream().filter(suite -> !suites.contains(suite)).forEach(suites::add);
    }
    return List.copyOf(suites);
  }
}
