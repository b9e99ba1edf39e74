package io.fireweed.server.config;

import java.util.List;
import java.util.Optional;

/// Who may speak to a member, and how.
///
/// @param client TLS for clients
/// @param peer TLS for other members
/// @param cipherSuites by their IANA names; the JVM's own choice, if empty
/// @param oldest the oldest TLS that is spoken
/// @param newest the newest TLS that is spoken, if there is such a limit
/// @param selfSignedYears how long a certificate made for `--auto-tls` is good
/// @param corsOrigins web pages that may call; `*` for all
/// @param hostWhitelist names that a plain HTTP call may have been made to; `*` for all
public record Security(
    TlsSettings client,
    TlsSettings peer,
    List<String> cipherSuites,
    TlsVersion oldest,
    Optional<TlsVersion> newest,
    int selfSignedYears,
    List<String> corsOrigins,
    List<String> hostWhitelist) {
  /// A version of TLS.
  public enum TlsVersion {
    V1_2("TLSv1.2"),
    V1_3("TLSv1.3");

    private final String protocol;

    TlsVersion(String protocol) {
      this.protocol = protocol;
    }

    /// {@return the JDK's name}
    public String protocol() {
      return protocol;
    }
  }

  public Security {
    cipherSuites = List.copyOf(cipherSuites);
    corsOrigins = List.copyOf(corsOrigins);
    hostWhitelist = List.copyOf(hostWhitelist);
  }

  /// {@return the same, with other certificates}
  public Security with(TlsSettings forClients, TlsSettings forPeers) {
    return new Security(
        forClients,
        forPeers,
        cipherSuites,
        oldest,
        newest,
        selfSignedYears,
        corsOrigins,
        hostWhitelist);
  }
}
