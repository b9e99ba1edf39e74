package io.fireweed.server.auth;

import com.auth0.jwt.algorithms.Algorithm;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.jspecify.annotations.Nullable;

/// Reads the keys of signed tokens, as PEM; for HMAC the private key is the file as it is.
///
/// | method | key |
/// |---|---|
/// | `RS256` `RS384` `RS512` `PS256` `PS384` `PS512` | RSA |
/// | `ES256` `ES384` `ES512` | on the curve P-256, P-384, P-521 |
/// | `EDDSA` | Ed25519 |
/// | `HS256` `HS384` `HS512` | any bytes |
///
/// With a public key alone tokens are checked, but none is given out.
final class JwtKeys {
  private final Optional<PublicKey> publicKey;
  private final Optional<PrivateKey> privateKey;

  private JwtKeys(Optional<PublicKey> publicKey, Optional<PrivateKey> privateKey) {
    this.publicKey = publicKey;
    this.privateKey = privateKey;
  }

  /// @param publicPem empty for none
  /// @param privatePem empty for none
  /// @throws IllegalArgumentException if the keys are not what the method needs
  static Algorithm algorithm(String method, byte[] publicPem, byte[] privatePem)
      throws IOException {
    switch (method) {
      case "HS256", "HS384", "HS512" -> {
        if (privatePem.length == 0) {
          throw new IllegalArgumentException("missing private key");
        }
        return switch (method) {
          case "HS256" -> Algorithm.HMAC256(privatePem);
          case "HS384" -> Algorithm.HMAC384(privatePem);
          default -> Algorithm.HMAC512(privatePem);
        };
      }
      default -> {}
    }
    JwtKeys keys = parse(publicPem, privatePem);
    return switch (method) {
      case "RS256" -> Algorithm.RSA256(keys.rsaPublic(), keys.rsaPrivate());
      case "RS384" -> Algorithm.RSA384(keys.rsaPublic(), keys.rsaPrivate());
      case "RS512" -> Algorithm.RSA512(keys.rsaPublic(), keys.rsaPrivate());
      case "PS256" -> Algorithm.RSA256PSS(keys.rsaPublic(), keys.rsaPrivate());
      case "PS384" -> Algorithm.RSA384PSS(keys.rsaPublic(), keys.rsaPrivate());
      case "PS512" -> Algorithm.RSA512PSS(keys.rsaPublic(), keys.rsaPrivate());
      case "ES256" -> Algorithm.ECDSA256(keys.ecPublic(256), keys.ecPrivate(256));
      case "ES384" -> Algorithm.ECDSA384(keys.ecPublic(384), keys.ecPrivate(384));
      case "ES512" -> Algorithm.ECDSA512(keys.ecPublic(521), keys.ecPrivate(521));
      case "EDDSA" -> new EdDsa(keys.publicKey, keys.privateKey);
      default -> throw new IllegalArgumentException("unknown sign-method");
    };
  }

  private static JwtKeys parse(byte[] publicPem, byte[] privatePem) throws IOException {
    Optional<PublicKey> ofPublic = Optional.empty();
    Optional<PrivateKey> ofPrivate = Optional.empty();
    JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
    if (privatePem.length > 0) {
      switch (read(privatePem)) {
        case PEMKeyPair pem -> {
          KeyPair pair = converter.getKeyPair(pem);
          ofPrivate = Optional.of(pair.getPrivate());
          ofPublic = Optional.ofNullable(pair.getPublic());
        }
        case PrivateKeyInfo pem -> ofPrivate = Optional.of(converter.getPrivateKey(pem));
        default -> throw new IllegalArgumentException("no private key in the file");
      }
    }
    if (publicPem.length > 0) {
      ofPublic =
          switch (read(publicPem)) {
            case SubjectPublicKeyInfo pem -> Optional.of(converter.getPublicKey(pem));
            case X509CertificateHolder pem ->
                Optional.of(converter.getPublicKey(pem.getSubjectPublicKeyInfo()));
            default -> throw new IllegalArgumentException("no public key in the file");
          };
    }
    if (ofPublic.isEmpty() && ofPrivate.isPresent()) {
      ofPublic = Optional.of(converter.getPublicKey(PublicKeys.of(ofPrivate.get())));
    }
    if (ofPublic.isEmpty()) {
      throw new IllegalArgumentException("missing public key");
    }
    return new JwtKeys(ofPublic, ofPrivate);
  }

  private static Object read(byte[] pem) throws IOException {
    String text = new String(pem, StandardCharsets.US_ASCII);
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      Object found = parser.readObject();
      return found == null ? "" : found;
    }
  }

  private RSAPublicKey rsaPublic() {
    return publicKey
        .filter(RSAPublicKey.class::isInstance)
        .map(RSAPublicKey.class::cast)
        .orElseThrow(() -> new IllegalArgumentException("the public key is not of RSA"));
  }

  private @Nullable RSAPrivateKey rsaPrivate() {
    if (privateKey.isEmpty()) {
      return null;
    }
    if (privateKey.get() instanceof RSAPrivateKey rsa) {
      return rsa;
    }
    throw new IllegalArgumentException("the private key is not of RSA");
  }

  private ECPublicKey ecPublic(int bits) {
    return publicKey
        .filter(ECPublicKey.class::isInstance)
        .map(ECPublicKey.class::cast)
        .filter(key -> key.getParams().getCurve().getField().getFieldSize() == bits)
        .orElseThrow(
            () -> new IllegalArgumentException("the public key is not on a curve of " + bits));
  }

  private @Nullable ECPrivateKey ecPrivate(int bits) {
    if (privateKey.isEmpty()) {
      return null;
    }
    if (privateKey.get() instanceof ECPrivateKey key
        && key.getParams().getCurve().getField().getFieldSize() == bits) {
      return key;
    }
    throw new IllegalArgumentException("the private key is not on a curve of " + bits);
  }
}
