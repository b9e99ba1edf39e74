package io.fireweed.server.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// TLS for one kind of callers.
///
/// @param certificate what the member shows; with `key`
/// @param clientCertificate what the member shows when it calls, else `certificate`; with
/// `clientKey`
/// @param authority who signs callers' certificates
/// @param revoked certificates that are no longer good
/// @param clientAuth whether callers must show a certificate
/// @param auto whether the member makes itself a certificate when none is named
/// @param allowedHosts names of which a caller's certificate must carry one; all, if empty
/// @param allowedNames common names of which a caller's certificate must carry one; all, if empty
/// @param skipSanCheck whether a caller's address need not be in its certificate
public record TlsSettings(
    Optional<Path> certificate,
    Optional<Path> key,
    Optional<Path> clientCertificate,
    Optional<Path> clientKey,
    Optional<Path> authority,
    Optional<Path> revoked,
    boolean clientAuth,
    boolean auto,
    List<String> allowedHosts,
    List<String> allowedNames,
    boolean skipSanCheck) {
  public TlsSettings {
    allowedHosts = List.copyOf(allowedHosts);
    allowedNames = List.copyOf(allowedNames);
  }

  /// {@return the same, with a certificate and its key}
  public TlsSettings withIdentity(Path certificate, Path key) {
    return new TlsSettings(
        Optional.of(certificate),
        Optional.of(key),
        clientCertificate,
        clientKey,
        authority,
        revoked,
        clientAuth,
        auto,
        allowedHosts,
        allowedNames,
        skipSanCheck);
  }
}
