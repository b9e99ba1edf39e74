package io.fireweed.server.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A certificate that signs itself, and its key, in two files of PEM.
///
/// The key is one of P-256, which every client can verify; etcd's are of P-521, which some cannot.
///
/// @param certificate good for the hosts it was made for
/// @param key PKCS#8, for the owner's eyes only
record SelfSigned(Path certificate, Path key) {
  private static final Logger LOG = LoggerFactory.getLogger(SelfSigned.class);

  private static final Duration YEAR = Duration.ofDays(365);
  private static final int SERIAL_BITS = 127;
  private static final int PEM_LINE = 64;

  /// {@return the pair in a folder, made now if there is none or its time has passed}
  static SelfSigned in(Path folder, List<String> hosts, int years, Clock clock) throws IOException {
    SelfSigned pair = new SelfSigned(folder.resolve("cert.pem"), folder.resolve("key.pem"));
    if (pair.isGood(clock.instant())) {
      return pair;
    }
    makePrivate(folder);
    pair.make(hosts, years, clock.instant());
    LOG.atInfo().addKeyValue("path", pair.certificate).log("created cert file");
    LOG.atInfo().addKeyValue("path", pair.key).log("created key file");
    return pair;
  }

  private boolean isGood(Instant now) throws IOException {
    if (!Files.exists(certificate) || !Files.exists(key)) {
      return false;
    }
    try {
      X509Certificate found =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(certificate)));
      if (now.isBefore(found.getNotAfter().toInstant())) {
        return true;
      }
      LOG.atWarn()
          .addKeyValue("path", certificate)
          .addKeyValue("not-after", found.getNotAfter().toInstant())
          .log("the time of a self-signed certificate has passed; making another");
      return false;
    } catch (CertificateException e) {
      throw new IOException("self-signed certificate " + certificate + ": " + e.getMessage(), e);
    }
  }

  private static void makePrivate(Path folder) throws IOException {
    Path parent = folder.toAbsolutePath().getParent();
    for (Path each : parent == null ? List.of(folder) : List.of(parent, folder)) {
      Files.createDirectories(each);
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private void make(List<String> hosts, int years, Instant now) throws IOException {
    Instant end = now.plus(YEAR.multipliedBy(years));
    LOG.atWarn()
        .addKeyValue("certificate-validity-bound-not-after", end)
        .log("automatically generate certificates");
    try {
      SecureRandom random = new SecureRandom();
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair keys = generator.generateKeyPair();
      byte[] signed = sign(keys, hosts, now, end, random);
      write(key, pem("PRIVATE KEY", keys.getPrivate().getEncoded()), "rw-------");
      write(certificate, pem("CERTIFICATE", signed), "rw-r--r--");
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("this JVM cannot make a certificate", e);
    }
  }

  private static byte[] sign(
      KeyPair keys, List<String> hosts, Instant from, Instant end, SecureRandom random)
      throws IOException, OperatorCreationException {
    X500Name name = new X500Name("O=etcd");
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            name,
            new BigInteger(SERIAL_BITS, random),
            Date.from(from),
            Date.from(end),
            name,
            keys.getPublic());
    builder.addExtension(
        Extension.keyUsage,
        true,
        new KeyUsage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment));
    // Members show theirs to each other, so it serves whoever calls as well.
    builder.addExtension(
        Extension.extendedKeyUsage,
        false,
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
    builder.addExtension(Extension.subjectAlternativeName, false, names(hosts));
    ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
    return builder.build(signer).getEncoded();
  }

  private static GeneralNames names(List<String> hosts) {
    return new GeneralNames(
        hosts.stream()
            .map(
                host ->
                    new GeneralName(
                        IPAddress.isValid(host) ? GeneralName.iPAddress : GeneralName.dNSName,
                        host))
            .toArray(GeneralName[]::new));
  }

  private static byte[] pem(String label, byte[] content) {
    Base64.Encoder encoder =
        Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII));
    String text =
        "-----BEGIN "
            + label
            + "-----\n"
            + encoder.encodeToString(content)
            + "\n-----END "
            + label
            + "-----\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// The file has its rights before it has its content.
  private static void write(Path file, byte[] content, String rights) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    Files.createFile(
        part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(part, content);
    Files.setPosixFilePermissions(part, PosixFilePermissions.fromString(rights));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
