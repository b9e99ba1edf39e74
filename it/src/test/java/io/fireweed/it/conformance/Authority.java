package io.fireweed.it.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Issues certificates to servers and clients, for a server or a client on 127.0.0.1.
final class Authority {
  private static final AtomicLong SERIALS = new AtomicLong(1000);

  private final Path folder;
  private final X500Name name;
  private final KeyPair keys;
  private final X509Certificate certificate;

  /// A certificate and its key.
  record Identity(
      X509Certificate certificate, PrivateKey key, Path certificateFile, Path keyFile) {}

  private Authority(Path folder, String name) {
    this.folder = folder;
    this.name = new X500Name("CN=" + name);
    this.keys = newKeys();
    this.certificate = sign(this.name, keys, Instant.now(), true, List.of());
  }

  static Authority create(Path folder, String name) {
    Authority authority = new Authority(folder, name);
    write(authority.certificateFile(), "CERTIFICATE", encoded(authority.certificate));
    return authority;
  }

  Path certificateFile() {
    return folder.resolve(name + ".crt");
  }

  X509Certificate certificate() {
    return certificate;
  }

  Identity issue(String commonName, String... hostnames) {
    return issue("CN=" + commonName, Instant.now(), hostnames);
  }

  Identity issueExpired(String commonName, String... hostnames) {
    return issue("CN=" + commonName, Instant.now().minus(1000, ChronoUnit.DAYS), hostnames);
  }

  /// {@return a certificate without a common name}
  Identity issueUnnamed() {
    return issue("O=somebody", Instant.now());
  }

  private Identity issue(String subject, Instant from, String... hostnames) {
    KeyPair ofSubject = newKeys();
    X509Certificate issued =
        sign(new X500Name(subject), ofSubject, from, false, List.of(hostnames));
    Path file = folder.resolve(issued.getSerialNumber() + ".crt");
    Path key = folder.resolve(issued.getSerialNumber() + ".key");
    write(file, "CERTIFICATE", encoded(issued));
    write(key, "PRIVATE KEY", ofSubject.getPrivate().getEncoded());
    return new Identity(issued, ofSubject.getPrivate(), file, key);
  }

  /// {@return a file that lists certificates that are good no more}
  Path revoke(Identity... revoked) {
    X509v2CRLBuilder list = new X509v2CRLBuilder(name, Date.from(yesterday(Instant.now())));
    list.setNextUpdate(Date.from(Instant.now().plus(10, ChronoUnit.DAYS)));
    for (Identity one : revoked) {
      list.addCRLEntry(one.certificate().getSerialNumber(), new Date(), CRLReason.keyCompromise);
    }
    X509CRLHolder signed = list.build(signer());
    Path file = folder.resolve("revoked.crl");
    try {
      // Releases before 3.5 read the binary form alone.
      Files.write(file, signed.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  private X509Certificate sign(
      X500Name subject, KeyPair ofSubject, Instant from, boolean ca, List<String> hostnames) {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            BigInteger.valueOf(SERIALS.incrementAndGet()),
            Date.from(yesterday(from)),
            Date.from(from.plus(100, ChronoUnit.DAYS)),
            subject,
            ofSubject.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
      if (!ca) {
        GeneralName[] names = new GeneralName[hostnames.size() + 1];
        names[0] = new GeneralName(GeneralName.iPAddress, "127.0.0.1");
        for (int i = 0; i < hostnames.size(); i++) {
          names[i + 1] = new GeneralName(GeneralName.dNSName, hostnames.get(i));
        }
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
        KeyPurposeId[] both = {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth};
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(both));
      }
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer()));
    } catch (CertIOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Instant yesterday(Instant day) {
    return day.minus(1, ChronoUnit.DAYS);
  }

  private ContentSigner signer() {
    try {
      return new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair newKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void write(Path file, String kind, byte[] content) {
    String text =
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), kind);
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
