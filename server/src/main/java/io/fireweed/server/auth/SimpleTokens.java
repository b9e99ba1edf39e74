package io.fireweed.server.auth;

import io.fireweed.format.wire.Bytes;
import io.fireweed.storage.apply.ApplyResult;
import io.fireweed.storage.auth.AuthStore.Caller;
import io.fireweed.storage.auth.LoggedOut;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Random tokens that every member keeps in memory.
///
/// ```
/// kXbLqZpWmTcRnVaYhDsEfGuJ.42
/// |                        +- index of the entry that asked for it
/// +- 24 letters of 52, which are 136 bits of chance
/// ```
///
/// A token is good for its time to live after its last use, and ends with its user or password.
/// None survives a restart. etcd draws 16 letters; members that draw more and fewer understand each
/// other.
///
/// Source: etcd auth/simple_token.go, 3.7.1.
public final class SimpleTokens implements Tokens {
  private static final int LETTERS = 24;
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final long SWEEP_NANOS = Duration.ofSeconds(10).toNanos();

  private final RandomGenerator chance;
  private final LongSupplier nanoClock;
  private final long timeToLiveNanos;
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private long sweptAt;

  /// Counts when it was last used.
  private static final class Session extends AtomicLong {
    private static final long serialVersionUID = 1;
    private final transient Bytes user;

    Session(Bytes user, long now) {
      super(now);
      this.user = user;
    }
  }

  /// @param chance that nobody can predict
  /// @param nanoClock of the kind of [System#nanoTime()]
  /// @param timeToLive how long a token is good without being used; etcd's default is 5 minutes
  public SimpleTokens(RandomGenerator chance, LongSupplier nanoClock, Duration timeToLive) {
    this.chance = chance;
    this.nanoClock = nanoClock;
    this.timeToLiveNanos = timeToLive.toNanos();
    this.sweptAt = nanoClock.getAsLong();
  }

  @Override
  public Bytes draw() {
    byte[] letters = new byte[LETTERS];
    for (int i = 0; i < LETTERS; i++) {
      letters[i] = (byte) ALPHABET.charAt(chance.nextInt(ALPHABET.length()));
    }
    return Bytes.of(letters);
  }

  @Override
  public String tokenFor(ApplyResult.Authenticated user) {
    String drawn = new String(user.drawn().toArray(), StandardCharsets.UTF_8);
    return drawn + "." + Long.toUnsignedString(user.index());
  }

  @Override
  public Optional<Caller> find(String token, long authRevision) {
    Session session = sessions.get(token);
    long now = nanoClock.getAsLong();
    if (session == null || isOver(session, now)) {
      return Optional.empty();
    }
    session.set(now);
    return Optional.of(new Caller(session.user, authRevision));
  }

  @Override
  public void give(ApplyResult.Authenticated user) {
    long now = nanoClock.getAsLong();
    if (now - sweptAt >= SWEEP_NANOS) {
      sweptAt = now;
      sessions.values().removeIf(session -> isOver(session, now));
    }
    sessions.put(tokenFor(user), new Session(user.user(), now));
  }

  private boolean isOver(Session session, long now) {
    return now - session.get() >= timeToLiveNanos;
  }

  @Override
  public void end(LoggedOut whose) {
    switch (whose) {
      case LoggedOut.Nobody _ -> {}
      case LoggedOut.Users(var names) ->
          sessions.values().removeIf(session -> names.contains(session.user));
      case LoggedOut.Everybody _ -> sessions.clear();
    }
  }

  /// {@return how many tokens are kept}
  int size() {
    return sessions.size();
  }
}
