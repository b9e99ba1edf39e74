package io.fireweed.server.auth;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.algorithms.Algorithm;
import com.auth0.jwt.exceptions.JWTCreationException;
import com.auth0.jwt.exceptions.JWTVerificationException;
import com.auth0.jwt.interfaces.Claim;
import com.auth0.jwt.interfaces.DecodedJWT;
import io.fireweed.api.error.EtcdError;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.auth.LoggedOut;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Signed tokens, which say themselves whose they are, since which auth revision, until when.
///
/// | claim | |
/// |---|---|
/// | `username` | text, needed |
/// | `revision` | number, needed; an older one than the current is refused to do anything |
/// | `exp` | seconds since 1970, needed |
///
/// Only the one method that is configured is taken, whatever the token's header says. A token that
/// was found good is remembered until it ends, up to [#MAX_REMEMBERED] of them.
///
/// Source: etcd auth/jwt.go, 3.7.1.
public final class JwtTokens implements Tokens {
  static final int MAX_REMEMBERED = 4096;
  private static final String USERNAME = "username";
  private static final String REVISION = "revision";
  private static final String EXPIRES = "exp";

  private final Algorithm algorithm;
  private final Duration timeToLive;
  private final Clock clock;
  private final JWTVerifier verifier;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  private record Known(Caller caller, Instant end) {}

  JwtTokens(Algorithm algorithm, Duration timeToLive, Clock clock) {
    this.algorithm = algorithm;
    this.timeToLive = timeToLive;
    this.clock = clock;
    this.verifier =
        ((JWTVerifier.BaseVerification)
                JWT.require(algorithm)
                    .withClaimPresence(USERNAME)
                    .withClaimPresence(REVISION)
                    .withClaimPresence(EXPIRES))
            .build(clock);
  }

  @Override
  public Bytes draw() {
    return Bytes.EMPTY;
  }

  @Override
  public String tokenFor(ApplyResult.Authenticated user) {
    try {
      return JWT.create()
          .withClaim(USERNAME, user.user().toUtf8())
          .withClaim(REVISION, user.authRevision())
          .withExpiresAt(clock.instant().plus(timeToLive))
          .sign(algorithm);
    } catch (JWTCreationException noPrivateKey) {
      throw new RefusedCall(EtcdError.TOKEN_NOT_SIGNED);
    }
  }

  @Override
  public Optional<Caller> find(String token, long authRevision) {
    Instant now = clock.instant();
    Known remembered = known.get(token);
    if (remembered != null && now.isBefore(remembered.end())) {
      return Optional.of(remembered.caller());
    }
    try {
      DecodedJWT decoded = verifier.verify(token);
      Claim username = decoded.getClaim(USERNAME);
      Claim revision = decoded.getClaim(REVISION);
      Long number = revision.asLong();
      String name = username.asString();
      if (name == null || number == null || number <= 0) {
        return Optional.empty();
      }
      Caller caller = new Caller(Bytes.ofUtf8(name), number);
      remember(token, new Known(caller, decoded.getExpiresAtAsInstant()), now);
      return Optional.of(caller);
    } catch (JWTVerificationException bad) {
      return Optional.empty();
    }
  }

  private void remember(String token, Known good, Instant now) {
    if (known.size() >= MAX_REMEMBERED) {
      known.values().removeIf(one -> !now.isBefore(one.end()));
    }
    if (known.size() < MAX_REMEMBERED) {
      known.put(token, good);
    }
  }

  @Override
  public void give(ApplyResult.Authenticated user) {}

  /// Their revision ends them.
  @Override
  public void end(LoggedOut whose) {}
}
