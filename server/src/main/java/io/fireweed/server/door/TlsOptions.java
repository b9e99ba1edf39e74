package io.fireweed.server.door;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How a port proves who it is and whom it lets in.
///
/// @param certificate the chain, PEM
/// @param key its private key, PEM: PKCS#8, PKCS#1 or SEC1
/// @param trustedCas whose client certificates are accepted, PEM; present: one is demanded
/// @param crl revoked certificates, PEM or DER
/// @param allowedHostnames a client certificate must be for one of them, any if empty
/// @param versions such as `TLSv1.2`, in the JDK's words
/// @param cipherSuites in Go's words, the JDK's choice if empty
public record TlsOptions(
    Path certificate,
    Path key,
    Optional<Path> trustedCas,
    Optional<Path> crl,
    List<String> allowedHostnames,
    List<String> versions,
    List<String> cipherSuites) {
  /// TLS 1.2 and newer.
  public static final List<String> DEFAULT_VERSIONS = List.of("TLSv1.3", "TLSv1.2");

  public TlsOptions {
    allowedHostnames = List.copyOf(allowedHostnames);
    versions = List.copyOf(versions);
    cipherSuites = List.copyOf(cipherSuites);
  }

  /// {@return a port with a certificate that lets everybody in}
  public static TlsOptions of(Path certificate, Path key) {
    return new TlsOptions(
        certificate,
        key,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        DEFAULT_VERSIONS,
        List.of());
  }

  /// {@return the same, but clients must show a certificate of one of these authorities}
  public TlsOptions trusting(Path authorities) {
    return new TlsOptions(
        certificate, key, Optional.of(authorities), crl, allowedHostnames, versions, cipherSuites);
  }

  /// {@return the same, but certificates on this list are refused}
  public TlsOptions refusing(Path revoked) {
    return new TlsOptions(
        certificate,
        key,
        trustedCas,
        Optional.of(revoked),
        allowedHostnames,
        versions,
        cipherSuites);
  }

  /// {@return the same, but client certificates must be for one of these names}
  public TlsOptions allowing(List<String> hostnames) {
    return new TlsOptions(certificate, key, trustedCas, crl, hostnames, versions, cipherSuites);
  }

  /// {@return the same with these versions and, in Go's words, suites}
  public TlsOptions speaking(List<String> tlsVersions, List<String> goSuites) {
    return new TlsOptions(
        certificate, key, trustedCas, crl, allowedHostnames, tlsVersions, goSuites);
  }
}
