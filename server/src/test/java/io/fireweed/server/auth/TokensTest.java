package io.fireweed.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.config.BadSettingException;
import io.fireweed.server.config.TokenAuth;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.auth.LoggedOut;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
  private static final Bytes USER = Bytes.ofUtf8("alice");

  @TempDir Path work;

  private long nanos;

  private static ApplyResult.Authenticated authenticated(Bytes drawn) {
    return new ApplyResult.Authenticated(USER, 5, drawn, 42);
  }

  private static Tokens tokens(String setting) {
    return TokenOptions.tokens(new TokenAuth(setting, 10, Duration.ofMinutes(5)));
  }

  @Test
  void aSimpleTokenLivesAsLongAsItIsUsed() {
    SimpleTokens tokens = new SimpleTokens(new Random(1), () -> nanos, Duration.ofMinutes(5));
    ApplyResult.Authenticated user = authenticated(tokens.draw());
    String token = tokens.tokenFor(user);
    assertThat(token).matches("[A-Za-z]{24}\\.42");
    assertThat(tokens.find(token, 5)).isEmpty();
    tokens.give(user);
    for (int i = 0; i < 3; i++) {
      nanos += Duration.ofSeconds(299).toNanos();
      assertThat(tokens.find(token, 9)).contains(new Caller(USER, 9));
    }
    nanos += Duration.ofMinutes(5).toNanos();
    assertThat(tokens.find(token, 9)).isEmpty();
  }

  @Test
  void aSimpleTokenEndsWithItsUserOrWithAuth() {
    SimpleTokens tokens = new SimpleTokens(new Random(1), () -> nanos, Duration.ofMinutes(5));
    ApplyResult.Authenticated user = authenticated(tokens.draw());
    String token = tokens.tokenFor(user);
    tokens.give(user);
    tokens.end(new LoggedOut.Users(List.of(Bytes.ofUtf8("bob"))));
    assertThat(tokens.find(token, 5)).isPresent();
    tokens.end(new LoggedOut.Users(List.of(USER)));
    assertThat(tokens.find(token, 5)).isEmpty();
    tokens.give(user);
    tokens.end(new LoggedOut.Everybody());
    assertThat(tokens.size()).isZero();
  }

  @Test
  void tokensThatNobodyUsesAreSweptOut() {
    SimpleTokens tokens = new SimpleTokens(new Random(1), () -> nanos, Duration.ofMinutes(5));
    for (int i = 0; i < 1000; i++) {
      tokens.give(new ApplyResult.Authenticated(USER, 5, tokens.draw(), i));
      nanos += Duration.ofSeconds(10).toNanos();
    }
    assertThat(tokens.size()).isLessThan(40);
  }

  @ParameterizedTest
  @CsvSource({
    "RS256,RSA,2048",
    "RS384,RSA,2048",
    "RS512,RSA,2048",
    "PS256,RSA,2048",
    "PS512,RSA,2048",
    "ES256,EC,secp256r1",
    "ES384,EC,secp384r1",
    "ES512,EC,secp521r1",
    "EdDSA,Ed25519,''"
  })
  void aSignedTokenSaysWhoseItIs(String method, String algorithm, String parameter)
      throws Exception {
    KeyPair pair = pair(algorithm, parameter);
    Path secret = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    Path open = pem("PUBLIC KEY", pair.getPublic().getEncoded());
    Tokens both = tokens("jwt,sign-method=" + method + ",priv-key=" + secret + ",pub-key=" + open);
    String token = both.tokenFor(authenticated(Bytes.EMPTY));
    assertThat(both.find(token, 9)).contains(new Caller(USER, 5));
    assertThat(tokens("jwt,sign-method=" + method + ",priv-key=" + secret).find(token, 9))
        .contains(new Caller(USER, 5));
    Tokens checking = tokens("jwt,sign-method=" + method + ",pub-key=" + open);
    assertThat(checking.find(token, 9)).contains(new Caller(USER, 5));
    assertThatThrownBy(() -> checking.tokenFor(authenticated(Bytes.EMPTY)))
        .hasMessage("auth: token signing attempted with verify-only key");
    assertThat(checking.find(token.substring(0, token.length() - 8) + "AAAAAAAA", 9)).isEmpty();
    assertThat(checking.find("", 9)).isEmpty();
    assertThat(checking.find("a.b.c", 9)).isEmpty();
  }

  @Test
  void aSignedTokenIsTakenByTheOneMethodAlone() throws Exception {
    byte[] key = "a secret of more than 32 bytes, as it must be".getBytes(StandardCharsets.UTF_8);
    Path secret = work.resolve("hmac");
    Files.write(secret, key);
    Tokens tokens = tokens("jwt,sign-method=HS256,ttl=10m,priv-key=" + secret);
    Instant later = Instant.now().plusSeconds(60);
    assertThat(tokens.find(tokens.tokenFor(authenticated(Bytes.EMPTY)), 9)).isPresent();
    assertThat(
            tokens.find(
                JWT.create()
                    .withClaim("username", "root")
                    .withClaim("revision", 1)
                    .withExpiresAt(later)
                    .sign(Algorithm.none()),
                9))
        .isEmpty();
    assertThat(
            tokens.find(
                JWT.create()
                    .withClaim("username", "root")
                    .withClaim("revision", 1)
                    .withExpiresAt(later)
                    .sign(Algorithm.HMAC512(key)),
                9))
        .isEmpty();
  }

  @Test
  void aSignedTokenNeedsAllItsClaims() throws Exception {
    byte[] key = "a secret of more than 32 bytes, as it must be".getBytes(StandardCharsets.UTF_8);
    Path secret = work.resolve("hmac");
    Files.write(secret, key);
    Tokens tokens = tokens("jwt,sign-method=HS256,priv-key=" + secret);
    Algorithm algorithm = Algorithm.HMAC256(key);
    Instant later = Instant.now().plusSeconds(60);
    Instant earlier = Instant.now().minusSeconds(60);
    assertThat(
            tokens.find(
                JWT.create().withClaim("username", "a").withClaim("revision", 1).sign(algorithm),
                9))
        .isEmpty();
    assertThat(
            tokens.find(
                JWT.create().withClaim("username", "a").withExpiresAt(later).sign(algorithm), 9))
        .isEmpty();
    assertThat(
            tokens.find(
                JWT.create().withClaim("revision", 1).withExpiresAt(later).sign(algorithm), 9))
        .isEmpty();
    assertThat(
            tokens.find(
                JWT.create()
                    .withClaim("username", 7)
                    .withClaim("revision", "x")
                    .withExpiresAt(later)
                    .sign(algorithm),
                9))
        .isEmpty();
    assertThat(
            tokens.find(
                JWT.create()
                    .withClaim("username", "a")
                    .withClaim("revision", 1)
                    .withExpiresAt(earlier)
                    .sign(algorithm),
                9))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "other",
        "jwt",
        "jwt,sign-method=RS256",
        "jwt,sign-method=none,priv-key=/dev/null",
        "jwt,sign-method=HS256",
        "jwt,sign-method=RS256,priv-key=/does/not/exist",
        "jwt,sign-method=RS256,priv-key=/dev/null",
        "jwt,sign-method=HS256,sign-method=HS256",
        "jwt,sign-method",
      })
  void badOptionsAreRefusedInEtcdsWords(String setting) {
    assertThatThrownBy(() -> tokens(setting))
        .isInstanceOf(BadSettingException.class)
        .hasMessage("auth: invalid auth options");
  }

  @Test
  void aKeyOfAnotherKindIsRefused() throws Exception {
    Path secret = pem("PRIVATE KEY", pair("EC", "secp256r1").getPrivate().getEncoded());
    for (String method : List.of("RS256", "PS256", "ES384", "EdDSA")) {
      assertThatThrownBy(() -> tokens("jwt,sign-method=" + method + ",priv-key=" + secret))
          .hasMessage("auth: invalid auth options");
    }
  }

  private static KeyPair pair(String algorithm, String parameter) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec(parameter));
    } else if (algorithm.equals("RSA")) {
      generator.initialize(Integer.parseInt(parameter));
    }
    return generator.generateKeyPair();
  }

  private Path pem(String what, byte[] der) throws IOException {
    Path file = work.resolve(what.replace(' ', '-') + ".pem");
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    Files.writeString(
        file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    return file;
  }
}
