package io.fireweed.server.door;

import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/// The names in a client's verified certificate.
public final class ClientNames {
  private ClientNames() {}

  /// {@return the common name of the certificate that the client of `session` proved to hold}
  public static Optional<String> commonName(SSLSession session) {
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate certificate
          ? commonName(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  /// {@return the common name of a certificate's subject}
  public static Optional<String> commonName(X509Certificate certificate) {
    try {
      LdapName subject = new LdapName(certificate.getSubjectX500Principal().getName());
      return subject.getRdns().stream()
          .filter(part -> part.getType().equalsIgnoreCase("CN"))
          .map(Rdn::getValue)
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .filter(name -> !name.isEmpty())
          .reduce((first, second) -> second);
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
