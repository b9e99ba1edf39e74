package io.fireweed.recovery.drill;

import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.NotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// The private directory of one drill, the processes that work in it, and their end.
///
/// The end comes once: when the drill closes this, or when the program is told to end meanwhile
/// (SIGINT, SIGTERM). In the second case the thread of the drill is interrupted and waited for, so
/// that it makes nothing new while everything goes.
///
/// Lock: `this` guards `processes` and `closed`.
final class WorkArea implements AutoCloseable {
  private static final String PREFIX = "fireweed-drill-";
  /// Short: these members served their purpose, or failed.
  private static final Duration OBEY_LIMIT = Duration.ofSeconds(2);

  private static final Duration WORKER_LIMIT = Duration.ofSeconds(3);
  private static final int DELETE_ATTEMPTS_MAX = 20;
  private static final long DELETE_PAUSE_MILLIS = 50;

  private final Path directory;
  private final DrillPlan.Remains remains;
  private final Thread worker = Thread.currentThread();
  private final CountDownLatch workerDone = new CountDownLatch(1);
  private final Thread hook = new Thread(this::endAtExit, "drill-end");
  private final List<EtcdProcess> processes = new ArrayList<>();
  private volatile boolean interrupted;
  private boolean closed;

  private WorkArea(Path directory, DrillPlan.Remains remains) {
    this.directory = directory;
    this.remains = remains;
  }

  /// Creates a directory of its own, for this user only, inside `parent`.
  ///
  /// @throws NotFoundException if `parent` is no directory
  static WorkArea open(Path parent, DrillPlan.Remains remains) throws IOException {
    if (!Files.isDirectory(parent)) {
      throw new NotFoundException(
          "open " + parent + ": a directory expected, found none",
          "--work-dir names an existing directory; a new one is made inside it");
    }
    Path directory = Files.createTempDirectory(parent.toAbsolutePath(), PREFIX);
    WorkArea area = new WorkArea(directory, remains);
    Runtime.getRuntime().addShutdownHook(area.hook);
    return area;
  }

  Path directory() {
    return directory;
  }

  /// {@return whether the program has been told to end}
  boolean isInterrupted() {
    return interrupted;
  }

  /// Starts a process that ends with this.
  synchronized EtcdProcess start(String name, List<String> command, Path log) throws IOException {
    if (closed || interrupted) {
      throw new IOException("interrupted before " + name + " was started");
    }
    EtcdProcess process = EtcdProcess.start(name, command, log);
    processes.add(process);
    return process;
  }

  /// Ends the processes and removes the directory.
  @Override
  public void close() throws IOException {
    workerDone.countDown();
    if (interrupted) {
      return;
    }
    end();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program ends meanwhile: the hook finds nothing left to do.
      return;
    }
  }

  private synchronized void end() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    processes.forEach(EtcdProcess::terminate);
    processes.forEach(process -> process.stop(OBEY_LIMIT));
    if (remains == DrillPlan.Remains.REMOVED) {
      remove();
    }
  }

  private void endAtExit() {
    interrupted = true;
    worker.interrupt();
    try {
      boolean done = workerDone.await(WORKER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      assert done || worker.isAlive();
      end();
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException("the end of a drill failed", e);
    }
  }

  /// Tries again for a while: a thread that is being interrupted may still create a file.
  private void remove() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        new LocalDisk().deleteTree(directory);
        return;
      } catch (IOException e) {
        if (attempt == DELETE_ATTEMPTS_MAX) {
          throw e;
        }
        try {
          Thread.sleep(DELETE_PAUSE_MILLIS);
        } catch (InterruptedException again) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }
}
