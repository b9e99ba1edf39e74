package io.fireweed.format.disk;

import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// A lock of `flock(2)`, which is what Go's bbolt takes on its file.
///
/// Java's own file locks are `fcntl` locks; the kernel keeps the two kinds apart, so a Java lock on
/// `member/snap/db` is granted while etcd runs. The lock belongs to a descriptor of its own, opened
/// here, and ends when that is closed or the process dies.
///
/// Source: flock(2) of Linux; bbolt 1.3.3 to 1.5.0 lock their file so.
final class Flock implements AutoCloseable {
  private static final int O_RDONLY = 0;
  private static final int O_CLOEXEC = 0x80000;
  private static final int LOCK_SH = 1;
  private static final int LOCK_EX = 2;
  private static final int LOCK_NB = 4;
  private static final int EINTR = 4;
  private static final int EWOULDBLOCK = 11;
  private static final int ATTEMPTS = 16;

  private final int descriptor;
  private boolean closed;

  private Flock(int descriptor) {
    this.descriptor = descriptor;
  }

  /// Takes the lock at once or not at all.
  ///
  /// @throws RefusedException if another program holds a lock that excludes `mode`
  static Flock acquire(Path path, LockMode mode) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      int descriptor =
          (int)
              Native.OPEN.invokeExact(
                  state, arena.allocateFrom(path.toString()), O_RDONLY | O_CLOEXEC);
      if (descriptor < 0) {
        throw failure(path, "open", state);
      }
      int operation = LOCK_NB | (mode == LockMode.SHARED ? LOCK_SH : LOCK_EX);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        int answer = (int) Native.FLOCK.invokeExact(state, descriptor, operation);
        if (answer == 0) {
          return new Flock(descriptor);
        }
        int errno = (int) Native.ERRNO.get(state, 0L);
        if (errno != EINTR) {
          closeDescriptor(descriptor);
          if (errno == EWOULDBLOCK) {
            throw new RefusedException(
                path + ": expected an unlocked file, found it locked by another program",
                "a running etcd holds it: stop that member, or work on a copy");
          }
          throw failure(path, "flock", state);
        }
      }
      closeDescriptor(descriptor);
      throw new FileSystemException(path.toString(), null, "flock was interrupted too often");
    } catch (IOException | RuntimeException | Error expected) {
      throw expected;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      closeDescriptor(descriptor);
    }
  }

  private static void closeDescriptor(int descriptor) {
    try {
      int _ = (int) Native.CLOSE.invokeExact(descriptor);
    } catch (RuntimeException | Error expected) {
      throw expected;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static FileSystemException failure(Path path, String call, MemorySegment state) {
    int errno = (int) Native.ERRNO.get(state, 0L);
    return new FileSystemException(path.toString(), null, call + " failed with errno " + errno);
  }

  /// The three calls of the C library.
  @SuppressWarnings(
      "restricted") // the module that opens files is the one allowed to call native code
  private static final class Native {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    static final MethodHandle OPEN =
        LINKER.downcallHandle(
            address("open"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            CAPTURE);
    static final MethodHandle FLOCK =
        LINKER.downcallHandle(
            address("flock"),
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
            CAPTURE);
    static final MethodHandle CLOSE =
        LINKER.downcallHandle(
            address("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static MemorySegment address(String name) {
      return LINKER.defaultLookup().findOrThrow(name);
    }
  }
}
