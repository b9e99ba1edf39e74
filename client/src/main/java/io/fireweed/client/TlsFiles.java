package io.fireweed.client;

import java.nio.file.Path;
import java.util.Optional;

/// PEM files for encrypted endpoints.
///
/// @param authority certificates that may have signed the server's; the JDK's own set when absent
/// @param identity what this client shows, when servers ask for a client certificate
/// @param proof whether a server must prove who it is
public record TlsFiles(Optional<Path> authority, Optional<Identity> identity, Proof proof) {
  /// What is asked of a server.
  public enum Proof {
    /// A certificate of a trusted signer, for the name that was dialled.
    ASKED,
    /// Nothing: whoever answers is believed.
    SKIPPED
  }

  /// A certificate and its key: PKCS#8, PKCS#1 or SEC1.
  public record Identity(Path certificate, Path key) {}

  /// Files for a server that must prove who it is.
  public TlsFiles(Optional<Path> authority, Optional<Identity> identity) {
    this(authority, identity, Proof.ASKED);
  }

  /// {@return trust in the JDK's certificates, no client certificate}
  public static TlsFiles system() {
    return new TlsFiles(Optional.empty(), Optional.empty());
  }

  /// {@return trust in the certificates of one file only, no client certificate}
  public static TlsFiles trusting(Path authority) {
    return new TlsFiles(Optional.of(authority), Optional.empty());
  }

  /// {@return the same trust, with a client certificate}
  public TlsFiles withIdentity(Path certificate, Path key) {
    return new TlsFiles(authority, Optional.of(new Identity(certificate, key)), proof);
  }

  /// {@return the same, believing whoever answers}
  public TlsFiles withoutProof() {
    return new TlsFiles(authority, identity, Proof.SKIPPED);
  }
}
