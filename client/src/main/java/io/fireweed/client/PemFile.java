package io.fireweed.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Certificates and private keys in PEM files.
///
/// | label | form of the key |
/// |---|---|
/// | `PRIVATE KEY` | PKCS#8: RSA, EC, Ed25519, Ed448 |
/// | `RSA PRIVATE KEY` | PKCS#1 |
/// | `EC PRIVATE KEY` | SEC1, which names its curve itself |
///
/// Java reads PKCS#8 only; the other two are put into its envelope.
public final class PemFile {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
  private static final long SIZE_MAX = 1 << 20;
  private static final HexFormat HEX = HexFormat.of();
  private static final byte[] RSA_ALGORITHM = HEX.parseHex("300d06092a864886f70d0101010500");
  private static final byte[] EC_OID = HEX.parseHex("06072a8648ce3d0201");
  private static final byte[] VERSION_ZERO = HEX.parseHex("020100");
  private static final int SEQUENCE = 0x30;
  private static final int OCTETS = 0x04;
  private static final int CURVE = 0xa0;

  private PemFile() {}

  /// {@return the first private key of a file}
  ///
  /// @throws IllegalArgumentException when there is none that can be read
  public static PrivateKey privateKey(Path file) {
    Matcher block = BLOCK.matcher(read(file));
    while (block.find()) {
      String label = block.group(1);
      if (label.endsWith("PRIVATE KEY")) {
        return key(file, label, block.group(2));
      }
    }
    throw new IllegalArgumentException(file + ": expected a private key, found none");
  }

  /// {@return the certificates of a file, in its order}
  ///
  /// @throws IllegalArgumentException when there is none
  public static List<X509Certificate> certificates(Path file) {
    String text = read(file);
    Matcher block = BLOCK.matcher(text);
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      while (block.find()) {
        if (block.group(1).equals("CERTIFICATE")) {
          Collection<? extends Certificate> one =
              factory.generateCertificates(
                  new ByteArrayInputStream(Base64.getMimeDecoder().decode(block.group(2))));
          one.forEach(certificate -> certificates.add((X509Certificate) certificate));
        }
      }
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(file + ": expected a certificate, found none");
    }
    return certificates;
  }

  private static PrivateKey key(Path file, String label, String body) {
    if (body.contains("ENCRYPTED") || label.startsWith("ENCRYPTED")) {
      throw new IllegalArgumentException(file + ": the private key is encrypted");
    }
    byte[] der = Base64.getMimeDecoder().decode(body.strip());
    byte[] pkcs8 =
        switch (label) {
          case "PRIVATE KEY" -> der;
          case "RSA PRIVATE KEY" -> envelope(RSA_ALGORITHM, der);
          case "EC PRIVATE KEY" -> envelope(tagged(SEQUENCE, join(EC_OID, curve(file, der))), der);
          default -> throw new IllegalArgumentException(file + ": unknown kind of key " + label);
        };
    return ALGORITHMS.stream()
        .map(algorithm -> findKey(algorithm, pkcs8))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(file + ": expected a key of RSA, EC or EdDSA"));
  }

  private static Optional<PrivateKey> findKey(String algorithm, byte[] pkcs8) {
    try {
      return Optional.of(
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    } catch (GeneralSecurityException otherAlgorithm) {
      return Optional.empty();
    }
  }

  private static byte[] envelope(byte[] algorithm, byte[] key) {
    return tagged(SEQUENCE, join(join(VERSION_ZERO, algorithm), tagged(OCTETS, key)));
  }

  /// The curve of a SEC1 key: its elements are a version, the secret, `[0]` the curve, `[1]` the
  /// public key.
  private static byte[] curve(Path file, byte[] der) {
    int at = contentOf(der, 0)[0];
    while (at < der.length) {
      int[] content = contentOf(der, at);
      if ((der[at] & 0xff) == CURVE) {
        return Arrays.copyOfRange(der, content[0], content[1]);
      }
      at = content[1];
    }
    throw new IllegalArgumentException(file + ": the key of EC does not name its curve");
  }

  /// Where the content of the element at an offset begins and ends.
  private static int[] contentOf(byte[] der, int at) {
    if (at + 2 > der.length) {
      throw new IllegalArgumentException("private key: truncated");
    }
    int length = der[at + 1] & 0xff;
    int from = at + 2;
    if (length >= 0x80) {
      int digits = length & 0x7f;
      length = 0;
      for (int i = 0; i < digits && i < 3 && from < der.length; i++) {
        length = (length << 8) | (der[from++] & 0xff);
      }
    }
    if (from + length > der.length) {
      throw new IllegalArgumentException("private key: truncated");
    }
    return new int[] {from, from + length};
  }

  private static byte[] tagged(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      out.write(0x82);
      out.write(content.length >> 8);
      out.write(content.length);
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] join(byte[] first, byte[] second) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(first);
    out.writeBytes(second);
    return out.toByteArray();
  }

  private static String read(Path file) {
    try {
      if (Files.size(file) > SIZE_MAX) {
        throw new IllegalArgumentException(file + ": too large for a PEM file");
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new IllegalArgumentException("open " + file + ": " + e.getMessage(), e);
    }
  }
}
