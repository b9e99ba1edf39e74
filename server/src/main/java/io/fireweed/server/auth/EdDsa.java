package io.fireweed.server.auth;

import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.SignatureGenerationException;
import com.auth0.jwt.exceptions.SignatureVerificationException;
import com.auth0.jwt.interfaces.DecodedJWT;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/// Ed25519 for signed tokens, by RFC 8037.
final class EdDsa extends Algorithm {
  private static final String JCA = "Ed25519";

  private final PublicKey publicKey;
  private final Optional<PrivateKey> privateKey;

  EdDsa(Optional<PublicKey> publicKey, Optional<PrivateKey> privateKey) {
    super("EdDSA", JCA);
    this.publicKey =
        publicKey
            .filter(key -> isEd(key.getAlgorithm()))
            .orElseThrow(() -> new IllegalArgumentException("the public key is not of Ed25519"));
    if (privateKey.filter(key -> !isEd(key.getAlgorithm())).isPresent()) {
      throw new IllegalArgumentException("the private key is not of Ed25519");
    }
    this.privateKey = privateKey;
  }

  private static boolean isEd(String algorithm) {
    return "EdDSA".equals(algorithm) || JCA.equals(algorithm);
  }

  @Override
  public void verify(DecodedJWT token) {
    String signed = token.getHeader() + "." + token.getPayload();
    try {
      Signature signature = Signature.getInstance(JCA);
      signature.initVerify(publicKey);
      signature.update(signed.getBytes(StandardCharsets.US_ASCII));
      if (!signature.verify(Base64.getUrlDecoder().decode(token.getSignature()))) {
        throw new SignatureVerificationException(this);
      }
    } catch (GeneralSecurityException | IllegalArgumentException bad) {
      throw new SignatureVerificationException(this, bad);
    }
  }

  @Override
  public byte[] sign(byte[] content) {
    try {
      Signature signature = Signature.getInstance(JCA);
      signature.initSign(
          privateKey.orElseThrow(() -> new GeneralSecurityException("no private key")));
      signature.update(content);
      return signature.sign();
    } catch (GeneralSecurityException bad) {
      throw new SignatureGenerationException(this, bad);
    }
  }
}
