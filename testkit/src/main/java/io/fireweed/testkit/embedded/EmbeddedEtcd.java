package io.fireweed.testkit.embedded;

import io.fireweed.format.disk.LocalDisk;
import io.fireweed.server.boot.RunningMember;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// An etcd of one member in this JVM, for tests.
///
/// It listens on a random port of 127.0.0.1, plain HTTP, and serves what `bin/etcd` serves: gRPC,
/// JSON and `/metrics` on that one port. Any number may run at once. Safe for use by threads.
///
/// As a JUnit extension, in a static field, it runs from before the first test of a class to after
/// the last; in an instance field, around each test. The tests share what is in it as they share
/// the field.
///
/// Failures of all methods that start: [io.fireweed.server.config.BadSettingException] for flags
/// that etcd refuses, [io.fireweed.format.fault.Fault] for a directory or snapshot that cannot be
/// used (the message says why, and what to do), [UncheckedIOException] for files and ports.
public final class EmbeddedEtcd
    implements AutoCloseable,
        BeforeAllCallback,
        BeforeEachCallback,
        AfterEachCallback,
        AfterAllCallback {
  private static final int PORT_ATTEMPTS_MAX = 5;

  private final EmbeddedPlan plan;
  private Optional<Place> place = Optional.empty();
  private Optional<Run> run = Optional.empty();
  private Optional<String> owner = Optional.empty();

  EmbeddedEtcd(EmbeddedPlan plan) {
    this.plan = plan;
  }

  /// Where it lives; the same over restarts.
  ///
  /// @param temporary the folder around it that goes with it
  private record Place(Path data, Optional<Path> temporary, Ports ports) {}

  /// It lives.
  private record Run(RunningMember member, MortalDisk disk) {}

  /// {@return a new, empty member that answers}
  public static EmbeddedEtcd start() {
    return builder().start();
  }

  /// {@return what describes a member before it is made}
  public static EmbeddedEtcdBuilder builder() {
    return new EmbeddedEtcdBuilder();
  }

  /// {@return where clients reach it, such as `http://127.0.0.1:40123`; the same after a restart}
  ///
  /// @throws IllegalStateException if it was never started
  public synchronized String clientUrl() {
    return place().ports().clientUrl();
  }

  /// {@return the same as [#clientUrl], for clients that take a list; of one}
  public List<URI> endpoints() {
    return List.of(URI.create(clientUrl()));
  }

  /// {@return the data directory, which holds `member/`}
  ///
  /// @throws IllegalStateException if it was never started, or is closed
  public synchronized Path dataDirectory() {
    return place().data();
  }

  /// {@return whether it runs: started, and not stopped, crashed or failed since}
  public synchronized boolean isRunning() {
    return run.isPresent() && !run.get().member().ended().isDone();
  }

  /// Stops it if it runs, as SIGTERM does, and starts it on the same directory and port; returns
  /// when it answers. Clients that are open see their connection end and can go on.
  public synchronized void restart() {
    stop();
    try {
      run = Optional.of(begin());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(
          new InterruptedIOException("interrupted while starting an embedded etcd"));
    }
  }

  /// Ends it in order: calls under way are answered, everything is written. Its directory stays
  /// until [#close].
  public synchronized void stop() {
    if (run.isPresent()) {
      Run ending = run.get();
      run = Optional.empty();
      try {
        ending.member().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /// Ends it as SIGKILL does: from this moment nothing more reaches its files, whatever is under
  /// way. What was acknowledged is there after [#restart].
  public synchronized void crash() {
    if (run.isPresent()) {
      Run ending = run.get();
      run = Optional.empty();
      ending.disk().end();
      try {
        ending.member().close();
      } catch (IOException asExpected) {
        // It could not write its last words, which is what a crash is.
        return;
      }
    }
  }

  /// Stops it, and removes its directory if that is a temporary one. More calls do nothing.
  @Override
  public synchronized void close() {
    try {
      stop();
    } finally {
      leave();
    }
  }

  private void leave() {
    Optional<Path> temporary = place.flatMap(Place::temporary);
    place = Optional.empty();
    if (temporary.isPresent()) {
      try {
        new LocalDisk().deleteTree(temporary.get());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Place place() {
    return place.orElseThrow(
        () ->
            new IllegalStateException("a member that was started expected, found one that is not"));
  }

  private Run begin() throws IOException, InterruptedException {
    if (place.isPresent()) {
      return begin(place.get());
    }
    boolean begun = false;
    try {
      Run first = beginFirst();
      begun = true;
      return first;
    } finally {
      if (!begun) {
        leave();
      }
    }
  }

  /// Somebody may take the port between the moment it was free and the first start.
  private Run beginFirst() throws IOException, InterruptedException {
    Ports ports = Ports.free();
    Optional<Path> temporary =
        plan.directory().isPresent()
            ? Optional.empty()
            : Optional.of(Files.createTempDirectory("embedded-etcd"));
    Path data = temporary.map(folder -> folder.resolve("data")).or(plan::directory).orElseThrow();
    place = Optional.of(new Place(data, temporary, ports));
    plan.plant(data, ports);
    for (int attempt = 1; ; attempt++) {
      try {
        return begin(place());
      } catch (IOException | RuntimeException failed) {
        if (attempt == PORT_ATTEMPTS_MAX || !isPortTaken(failed)) {
          throw failed;
        }
        place = Optional.of(new Place(data, temporary, place().ports().withOtherClient()));
      }
    }
  }

  private Run begin(Place at) throws IOException, InterruptedException {
    MortalDisk disk = new MortalDisk(new LocalDisk());
    return new Run(RunningMember.start(disk, plan.config(at.data(), at.ports())), disk);
  }

  private static boolean isPortTaken(Throwable failed) {
    Throwable cause = failed;
    while (cause != null && !(cause instanceof BindException)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    begin(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    begin(context);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    end(context);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    end(context);
  }

  /// The first context that JUnit tells of is the one that ends it.
  private synchronized void begin(ExtensionContext context) {
    if (owner.isEmpty()) {
      owner = Optional.of(context.getUniqueId());
      if (run.isEmpty()) {
        restart();
      }
    }
  }

  private synchronized void end(ExtensionContext context) {
    if (owner.equals(Optional.of(context.getUniqueId()))) {
      owner = Optional.empty();
      close();
    }
  }
}
