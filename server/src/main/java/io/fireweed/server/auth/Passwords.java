package io.fireweed.server.auth;

import io.fireweed.api.error.EtcdError;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.wire.Bytes;
import io.fireweed.server.auth.Turns.Lane;
import io.fireweed.server.auth.Turns.Waiting;
import io.fireweed.server.state.RefusedCall;
import io.fireweed.storage.auth.BcryptCheck;
import io.fireweed.storage.auth.BcryptHasher;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hashes passwords and compares them, where that cannot hold up anything else.
///
/// | what | limit |
/// |---|---|
/// | threads | 1 |
/// | passwords that wait | [#MAX_WAITING], in turns: [Turns]; then `too many requests` |
/// | answers to guessers that are held back | [#MAX_HELD]: [Guesses] |
///
/// With the default cost a password takes about 50 ms, so that whoever waits last is answered
/// within some three seconds. Without a user the comparison is made all the same, with a hash that
/// nothing
/// leads to.
public final class Passwords implements AutoCloseable {
  static final int MAX_WAITING = 64;
  static final int MAX_HELD = 1_000;

  /// What bcrypt takes into account.
  private static final int MAX_BYTES = 72;

  private static final int MIN_COST = 4;
  private static final int MAX_COST = 31;
  private static final String NOBODYS_SALT_AND_HASH = ".".repeat(53);
  private static final String ADMINISTRATION = "administration";

  private static final Logger log = LoggerFactory.getLogger(Passwords.class);

  private final BcryptHasher hasher;
  private final Bytes nobodysHash;
  private final AtomicInteger held = new AtomicInteger();

  /// Guards the fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition somebodyWaits = lock.newCondition();
  private final Turns<Job<?>> turns = new Turns<>(MAX_WAITING);
  private final Guesses guesses = new Guesses(System::nanoTime);
  private volatile boolean closed;

  private record Job<T>(Supplier<T> work, CompletableFuture<T> done) {
    void run() {
      try {
        done.complete(work.get());
      } catch (RuntimeException | Error failure) {
        done.completeExceptionally(failure);
      }
    }

    void refuse(EtcdError error) {
      done.completeExceptionally(new RefusedCall(error));
    }
  }

  /// @param cost 4 to 31; any other gives the default one, and a warning
  public Passwords(int cost) {
    int usable = usableCost(cost);
    this.hasher = new BcryptHasher(new SecureRandom(), usable);
    this.nobodysHash = Bytes.ofUtf8("$2a$%02d$%s".formatted(usable, NOBODYS_SALT_AND_HASH));
    Thread _ = Thread.ofPlatform().name("passwords").daemon().start(this::serve);
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
    // Whoever may change a password is no guesser.
    return submit(new Lane(ADMINISTRATION, "", true), () -> hasher.hash(password));
  }

  /// {@return whether the password is the one that was hashed} Without a hash it is not, which
  /// takes as long to find out. An address that was wrong often learns of it late.
  ///
  /// @param address from where the password comes
  /// @param hash asked for when the turn comes, on the worker's thread
  public CompletableFuture<Boolean> matches(
      String address, Bytes user, Bytes password, Supplier<Optional<Bytes>> hash) {
    long askedAt = System.nanoTime();
    Lane lane = locked(() -> guesses.lane(address, user.toUtf8()));
    return submit(lane, () -> compare(lane, password, hash))
        .thenCompose(
            right ->
                right
                    ? CompletableFuture.completedFuture(true)
                    : heldBack(address, askedAt).thenApply(_ -> false))
        .exceptionallyCompose(
            failure ->
                heldBack(address, askedAt)
                    .thenCompose(_ -> CompletableFuture.failedFuture(failure)));
  }

  private boolean compare(Lane lane, Bytes password, Supplier<Optional<Bytes>> hash) {
    Optional<Bytes> known = hash.get();
    boolean same = BcryptCheck.matches(password, known.orElse(nobodysHash));
    boolean right = known.isPresent() && same;
    return locked(
        () -> {
          if (right) {
            guesses.wasRight(lane);
          } else {
            guesses.wasWrong(lane);
          }
          return right;
        });
  }

  /// {@return completed when an address may learn that it was not right}
  private CompletableFuture<Integer> heldBack(String address, long askedAt) {
    Duration hold = locked(() -> guesses.hold(address));
    long leftNanos = hold.toNanos() - (System.nanoTime() - askedAt);
    if (leftNanos <= 0) {
      return CompletableFuture.completedFuture(held.get());
    }
    if (held.incrementAndGet() > MAX_HELD) {
      return CompletableFuture.completedFuture(held.decrementAndGet());
    }
    return CompletableFuture.supplyAsync(
        held::decrementAndGet, CompletableFuture.delayedExecutor(leftNanos, TimeUnit.NANOSECONDS));
  }

  private <T> CompletableFuture<T> submit(Lane lane, Supplier<T> work) {
    Job<T> job = new Job<>(work, new CompletableFuture<>());
    Optional<Waiting<Job<?>>> leaver =
        locked(
            () -> {
              somebodyWaits.signal();
              return turns.offer(lane, job);
            });
    leaver.ifPresent(waiting -> waiting.what().refuse(EtcdError.TOO_MANY_REQUESTS));
    if (closed) {
      refuseAll();
    }
    return job.done();
  }

  private void serve() {
    while (true) {
      Optional<Waiting<Job<?>>> next = locked(this::next);
      if (next.isEmpty()) {
        return;
      }
      next.get().what().run();
    }
  }

  /// {@return whose turn it is, as soon as somebody waits; nobody once this is closed}
  private Optional<Waiting<Job<?>>> next() {
    while (!closed) {
      Optional<Waiting<Job<?>>> next = turns.poll();
      if (next.isPresent()) {
        return next;
      }
      somebodyWaits.awaitUninterruptibly();
    }
    return Optional.empty();
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  /// {@return how many passwords wait for their turn}
  int waitingCount() {
    return locked(turns::size);
  }

  @Override
  public void close() {
    locked(
        () -> {
          closed = true;
          somebodyWaits.signalAll();
          return true;
        });
    refuseAll();
  }

  private void refuseAll() {
    List<Job<?>> left = locked(turns::drain);
    left.forEach(job -> job.refuse(EtcdError.STOPPED));
  }
}
