package io.fireweed.server.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;

/// The files of a TLS port, read with the JDK's types as the result.
final class PemFiles {
  /// More than any chain, key or list of revoked certificates needs.
  private static final long LIMIT_BYTES = 64L << 20;

  private PemFiles() {}

  static List<X509Certificate> certificates(Path file) throws IOException, CertificateException {
    byte[] bytes = read(file);
    List<X509Certificate> found =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(bytes))
            .stream()
            .map(X509Certificate.class::cast)
            .toList();
    if (found.isEmpty()) {
      throw new CertificateException(file + ": expected a certificate, found none");
    }
    return found;
  }

  static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    String text = new String(read(file), StandardCharsets.ISO_8859_1);
    try (Reader reader = new java.io.StringReader(text);
        PEMParser parser = new PEMParser(reader)) {
      for (Object part = parser.readObject(); part != null; part = parser.readObject()) {
        if (part instanceof PEMKeyPair pair) {
          return keyOf(pair.getPrivateKeyInfo(), file);
        }
        if (part instanceof PrivateKeyInfo info) {
          return keyOf(info, file);
        }
      }
    }
    throw new InvalidKeySpecException(file + ": expected an unencrypted private key, found none");
  }

  private static PrivateKey keyOf(PrivateKeyInfo info, Path file)
      throws IOException, NoSuchAlgorithmException, InvalidKeySpecException {
    ASN1ObjectIdentifier kind = info.getPrivateKeyAlgorithm().getAlgorithm();
    String algorithm;
    if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
      algorithm = "RSA";
    } else if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
      algorithm = "EC";
    } else if (kind.equals(EdECObjectIdentifiers.id_Ed25519)) {
      algorithm = "Ed25519";
    } else {
      throw new InvalidKeySpecException(
          file + ": expected an RSA, EC or Ed25519 key, found algorithm " + kind.getId());
    }
    return KeyFactory.getInstance(algorithm)
        .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
  }

  static Set<BigInteger> revokedSerials(Path file)
      throws IOException, CertificateException, CRLException {
    try (InputStream in = new ByteArrayInputStream(read(file))) {
      X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
      Set<BigInteger> serials = new HashSet<>();
      if (list.getRevokedCertificates() != null) {
        for (X509CRLEntry entry : list.getRevokedCertificates()) {
          serials.add(entry.getSerialNumber());
        }
      }
      return serials;
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes((int) LIMIT_BYTES + 1);
      if (bytes.length > LIMIT_BYTES) {
        throw new IOException(file + ": expected at most " + LIMIT_BYTES + " bytes, found more");
      }
      return bytes;
    }
  }
}
