package io.fireweed.server.auth;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;

/// Finds the public key that belongs to a private one.
final class PublicKeys {
  private PublicKeys() {}

  /// @throws IllegalArgumentException if the private key does not tell
  static SubjectPublicKeyInfo of(PrivateKey privateKey) throws IOException {
    AsymmetricKeyParameter known = PrivateKeyFactory.createKey(privateKey.getEncoded());
    AsymmetricKeyParameter found =
        switch (known) {
          case RSAPrivateCrtKeyParameters rsa -> {
            BigInteger exponent = rsa.getPublicExponent();
            yield new RSAKeyParameters(false, rsa.getModulus(), exponent);
          }
          case ECPrivateKeyParameters ec ->
              new ECPublicKeyParameters(
                  ec.getParameters().getG().multiply(ec.getD()), ec.getParameters());
          case Ed25519PrivateKeyParameters ed -> ed.generatePublicKey();
          default -> throw new IllegalArgumentException("missing public key");
        };
    return SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(found);
  }
}
