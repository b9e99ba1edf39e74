package io.fireweed.it.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/// The keys of one way to sign tokens, new, in files as `--auth-token` wants them.
///
/// @param method such as `RS256`
/// @param privateKey PEM, or any bytes for a method with one key
record KeyFiles(String method, Path publicKey, Path privateKey) {
  static KeyFiles create(String method, Path folder) {
    Path publicKey = folder.resolve(method + ".pub");
    Path privateKey = folder.resolve(method + ".key");
    try {
      if (method.startsWith("HS")) {
        Files.writeString(privateKey, "a secret of more than thirty-two bytes");
        Files.writeString(publicKey, "a secret of more than thirty-two bytes");
      } else {
        KeyPair pair = pair(method);
        Files.writeString(privateKey, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
        Files.writeString(publicKey, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return new KeyFiles(method, publicKey, privateKey);
  }

  private static KeyPair pair(String method) throws GeneralSecurityException {
    String kind = method.startsWith("ES") ? "EC" : method.equals("EdDSA") ? "Ed25519" : "RSA";
    KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
    if (kind.equals("EC")) {
      generator.initialize(256);
    } else if (kind.equals("RSA")) {
      generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }

  private static String pem(String kind, byte[] encoded) {
    String text =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(encoded);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind);
  }

  /// {@return the flag}
  String flag(String timeToLive) {
    return "--auth-token=jwt,pub-key=%s,priv-key=%s,sign-method=%s,ttl=%s"
        .formatted(publicKey, privateKey, method, timeToLive);
  }

  /// {@return the flag of a server that can check tokens and give out none}
  String flagWithoutPrivateKey() {
    return "--auth-token=jwt,pub-key=%s,sign-method=%s".formatted(publicKey, method);
  }
}
