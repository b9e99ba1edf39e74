package io.fireweed.cli.etcdutl;

import io.fireweed.cli.command.CommandFailure;
import io.fireweed.cli.command.ExitCode;
import io.fireweed.cli.command.Invocation;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.FileKind;
import io.fireweed.format.disk.LockMode;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.fault.UnsupportedException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// A file that no etcd may work on at the same time, locked as bbolt locks it.
final class OfflineFile {
  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(50);

  private OfflineFile() {}

  /// {@return the file under `path`: itself, or the db of a data directory}
  static Path dbOf(Disk disk, Path path) throws IOException {
    return disk.kind(path) == FileKind.DIRECTORY ? MemberDir.of(path).db() : path;
  }

  /// Refuses what is not a file, in the words of etcd's tools. What can be read only once is
  /// refused in ours: nothing read from it could be proven.
  ///
  /// @param verb what the operating system was asked to do, as `open`
  static void requireFile(Disk disk, String verb, Path path) throws IOException {
    String trouble =
        switch (disk.kind(path)) {
          case REGULAR -> "";
          case ABSENT -> "no such file or directory";
          case DIRECTORY -> "is a directory";
          case SPECIAL ->
              throw new UnsupportedException(
                  path + ": expected a file, found a pipe, socket or device",
                  "save what comes through it to a file first");
        };
    if (!trouble.isEmpty()) {
      throw new CommandFailure(ExitCode.FAILED, verb + " " + path + ": " + trouble);
    }
  }

  /// {@return the file, locked for reading; close it to unlock}
  static DiskFile lockShared(Disk disk, Path path, Invocation call) throws IOException {
    return lock(disk.openRead(path), LockMode.SHARED, call);
  }

  /// {@return the file, locked against everybody; close it to unlock}
  static DiskFile lockExclusive(Disk disk, Path path, Invocation call) throws IOException {
    return lock(disk.openWrite(path), LockMode.EXCLUSIVE, call);
  }

  private static DiskFile lock(DiskFile file, LockMode mode, Invocation call) throws IOException {
    try {
      awaitLock(file, mode, call);
      return file;
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void awaitLock(DiskFile file, LockMode mode, Invocation call) throws IOException {
    Duration limit = call.findDuration("timeout").orElse(DEFAULT_LIMIT);
    long start = System.nanoTime();
    boolean told = false;
    while (true) {
      try {
        file.lock(mode);
        return;
      } catch (RefusedException held) {
        boolean forever = limit.isZero() || limit.isNegative();
        if (!forever && System.nanoTime() - start >= limit.toNanos()) {
          throw held;
        }
        if (!told) {
          told = true;
          call.terminal()
              .err()
              .println("waiting for etcd to close and release its lock on \"" + file.path() + "\"");
        }
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while waiting for a lock", e);
    }
  }
}
