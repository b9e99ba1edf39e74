package io.fireweed.cli.etcdctl;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/// Something to be put in order when the process is asked to end: the thread that opened this is
/// interrupted, and the process waits until it has closed it and ends with the code that it chose.
final class UntilSignal implements AutoCloseable {
  private final AtomicBoolean came = new AtomicBoolean();
  private final CountDownLatch never = new CountDownLatch(1);
  private final Thread hook;

  private UntilSignal(Thread worker) {
    this.hook = new Thread(() -> interrupt(worker), "signal");
  }

  static UntilSignal open() {
    UntilSignal until = new UntilSignal(Thread.currentThread());
    Runtime.getRuntime().addShutdownHook(until.hook);
    return until;
  }

  /// {@return whether the process was asked to end}
  boolean came() {
    return came.get();
  }

  @Override
  public void close() {
    if (came.get()) {
      // The machine shuts down already. What is left to do ends it, with a code of its own.
      Thread.interrupted();
      return;
    }
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      Thread.interrupted();
    }
  }

  /// The worker goes on while hooks run, and halts the machine with its own code.
  private void interrupt(Thread worker) {
    came.set(true);
    worker.interrupt();
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
