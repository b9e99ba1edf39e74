package io.fireweed.format.disk;

import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// A lock of `flock(2)`, which is what Go's bbolt takes on its file.
///
/// Java's own file locks are `fcntl` locks; the kernel keeps the two kinds apart, so a Java lock on
/// `member/snap/db` is granted while etcd runs. The lock belongs to a descriptor of its own, opened
/// here, and ends when that is closed or the process dies.
///
/// Source: flock(2) of Linux; bbolt 1.3.3 to 1.5.0 lock their file so.
final class Flock implements AutoCloseable {
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final MethodHandle FLOCK =
      LockDescriptor.call(
          "flock",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final LockDescriptor descriptor;

  private Flock(LockDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /// Takes the lock at once or not at all.
  ///
  /// @throws RefusedException if another program holds a lock that excludes `mode`
  static Flock acquire(Path path, LockMode mode) throws IOException {
    int operation = LOCK_NB | (mode == LockMode.SHARED ? LOCK_SH : LOCK_EX);
    return new Flock(
        LockDescriptor.locked(
            path,
            LockDescriptor.O_RDONLY,
            "flock",
            (_, state, number) -> (int) FLOCK.invokeExact(state, number, operation)));
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
