package io.fireweed.server.door;

import java.io.IOException;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// Which client certificates are let in: chain, dates and purpose as the JDK checks them; then the
/// list of revoked ones, which knows serial numbers alone, as etcd reads it; then the names.
final class ClientTrust extends X509ExtendedTrustManager {
  private static final int SUBJECT_DNS = 2;
  private static final int SUBJECT_IP = 7;

  private final X509ExtendedTrustManager chains;
  private final Set<BigInteger> revoked;
  private final List<String> hostnames;

  private ClientTrust(
      X509ExtendedTrustManager chains, Set<BigInteger> revoked, List<String> hostnames) {
    this.chains = chains;
    this.revoked = revoked;
    this.hostnames = hostnames;
  }

  static ClientTrust read(TlsOptions options, Path authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    int number = 0;
    for (X509Certificate authority : PemFiles.certificates(authorities)) {
      store.setCertificateEntry("ca" + number++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager chains) {
        Set<BigInteger> revoked =
            options.crl().isPresent() ? PemFiles.revokedSerials(options.crl().get()) : Set.of();
        return new ClientTrust(chains, revoked, options.allowedHostnames());
      }
    }
    throw new IllegalStateException("the JDK has no trust manager for X.509");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    chains.checkClientTrusted(chain, kind, engine);
    checkOurs(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    chains.checkClientTrusted(chain, kind, socket);
    checkOurs(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    chains.checkClientTrusted(chain, kind);
    checkOurs(chain);
  }

  private void checkOurs(X509Certificate[] chain) throws CertificateException {
    for (X509Certificate certificate : chain) {
      if (revoked.contains(certificate.getSerialNumber())) {
        throw new CertificateException(
            "transport: certificate serial "
                + certificate.getSerialNumber().toString(16)
                + " revoked");
      }
    }
    if (!hostnames.isEmpty() && hostnames.stream().noneMatch(name -> isFor(chain[0], name))) {
      throw new CertificateException("client certificate authentication failed");
    }
  }

  private static boolean isFor(X509Certificate certificate, String hostname) {
    Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      return false;
    }
    if (names == null) {
      return false;
    }
    String wanted = hostname.toLowerCase(Locale.ROOT);
    for (List<?> name : names) {
      String value = String.valueOf(name.get(1)).toLowerCase(Locale.ROOT);
      boolean ofHost = name.get(0).equals(SUBJECT_DNS) || name.get(0).equals(SUBJECT_IP);
      if (ofHost && (value.equals(wanted) || matchesWildcard(value, wanted))) {
        return true;
      }
    }
    return false;
  }

  /// A star stands for one whole leftmost label.
  private static boolean matchesWildcard(String pattern, String hostname) {
    int dot = hostname.indexOf('.');
    return pattern.startsWith("*.")
        && dot > 0
        && hostname.substring(dot).equals(pattern.substring(1));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    chains.checkServerTrusted(chain, kind, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    chains.checkServerTrusted(chain, kind, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    chains.checkServerTrusted(chain, kind);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return chains.getAcceptedIssuers();
  }
}
