package io.fireweed.server.auth;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.auth.BcryptCheck;
import io.fireweed.storage.auth.BcryptHasher;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hashes passwords and compares them, where that cannot hold up anything else.
///
/// | what | limit |
/// |---|---|
/// | threads | 1 |
/// | passwords that wait | [#MAX_WAITING]; then `too many requests` |
///
/// With the default cost a password takes about 50 ms: who waits last waits about as long as a
/// request may take at all.
public final class Passwords implements AutoCloseable {
  static final int MAX_WAITING = 128;

  /// What bcrypt takes into account.
  private static final int MAX_BYTES = 72;

  private static final int MIN_COST = 4;
  private static final int MAX_COST = 31;

  private static final Logger log = LoggerFactory.getLogger(Passwords.class);

  private final BcryptHasher hasher;
  private final ThreadPoolExecutor worker;

  /// What a password is compared with if there is no user; used by the worker alone.
  private Bytes nobodysHash = Bytes.EMPTY;

  /// @param cost 4 to 31; any other gives the default one, and a warning
  public Passwords(int cost) {
    this.hasher = new BcryptHasher(new SecureRandom(), usableCost(cost));
    this.worker =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().name("passwords").daemon().factory());
  }

  private static int usableCost(int cost) {
    if (cost >= MIN_COST && cost <= MAX_COST) {
      return cost;
    }
    log.atWarn()
        .addKeyValue("min-cost", MIN_COST)
        .addKeyValue("max-cost", MAX_COST)
        .addKeyValue("default-cost", BcryptHasher.DEFAULT_COST)
        .addKeyValue("given-cost", cost)
        .log("use default bcrypt cost instead of the invalid given cost");
    return BcryptHasher.DEFAULT_COST;
  }

  /// {@return the hash as the bucket holds it}
  public CompletableFuture<Bytes> hash(Bytes password) {
    if (password.length() > MAX_BYTES) {
      return CompletableFuture.failedFuture(
          new RefusedException("bcrypt: password length exceeds 72 bytes"));
    }
    return run(() -> hasher.hash(password));
  }

  /// {@return whether the password is the one that was hashed} Without a hash it is not, which
  /// takes as long to find out.
  ///
  /// @param hash asked for when the turn comes, on the worker's thread
  public CompletableFuture<Boolean> matches(Bytes password, Supplier<Optional<Bytes>> hash) {
    return run(
        () -> {
          Optional<Bytes> known = hash.get();
          boolean same = BcryptCheck.matches(password, known.orElseGet(this::nobodysHash));
          return known.isPresent() && same;
        });
  }

  private Bytes nobodysHash() {
    if (nobodysHash.isEmpty()) {
      nobodysHash = hasher.hash(Bytes.EMPTY);
    }
    return nobodysHash;
  }

  private <T> CompletableFuture<T> run(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, worker);
    } catch (RejectedExecutionException full) {
      return CompletableFuture.failedFuture(new RefusedCall(EtcdError.TOO_MANY_REQUESTS));
    }
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
