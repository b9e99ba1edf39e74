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

/// A descriptor that Java does not know of, opened to hold one lock of the kernel.
///
/// The lock ends when this is closed or the process dies, and not when Java closes another
/// descriptor of the same file.
///
/// Source: open(2), close(2) and errno(3) of Linux.
@SuppressWarnings(
    "restricted") // the module that opens files is the one allowed to call native code
final class LockDescriptor implements AutoCloseable {
  static final int O_RDONLY = 0;
  static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int EINTR = 4;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;
  private static final int ATTEMPTS = 16;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle OPEN =
      call(
          "open",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
  private static final MethodHandle CLOSE =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("close"),
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final int number;
  private boolean closed;

  private LockDescriptor(int number) {
    this.number = number;
  }

  /// The call that asks for the lock, answered with 0 where it is granted.
  interface Request {
    int send(Arena arena, MemorySegment state, int descriptor) throws Throwable;
  }

  /// {@return a function of the C library that leaves its errno in the first argument}
  static MethodHandle call(String name, FunctionDescriptor shape, Linker.Option... more) {
    Linker.Option[] options = new Linker.Option[more.length + 1];
    options[0] = CAPTURE;
    System.arraycopy(more, 0, options, 1, more.length);
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, options);
  }

  /// Opens a file and takes a lock on it, at once or not at all.
  ///
  /// @param access [#O_RDONLY] or [#O_RDWR]
  /// @param name of the call, for errors
  /// @throws RefusedException if another descriptor holds a lock that excludes this one
  static LockDescriptor locked(Path path, int access, String name, Request request)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(STATE);
      int number =
          (int) OPEN.invokeExact(state, arena.allocateFrom(path.toString()), access | O_CLOEXEC);
      if (number < 0) {
        throw failure(path, "open", errno(state));
      }
      int errno = 0;
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        if (request.send(arena, state, number) == 0) {
          return new LockDescriptor(number);
        }
        errno = errno(state);
        if (errno != EINTR) {
          break;
        }
      }
      close(number);
      if (errno == EAGAIN || errno == EACCES) {
        throw new RefusedException(
            path + ": expected an unlocked file, found it locked by another program",
            "a running etcd holds it: stop that member, or work on a copy");
      }
      throw failure(path, name, errno);
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
      close(number);
    }
  }

  private static void close(int number) {
    try {
      int _ = (int) CLOSE.invokeExact(number);
    } catch (RuntimeException | Error expected) {
      throw expected;
    } catch (Throwable impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static int errno(MemorySegment state) {
    return (int) ERRNO.get(state, 0L);
  }

  private static FileSystemException failure(Path path, String call, int errno) {
    return new FileSystemException(path.toString(), null, call + " failed with errno " + errno);
  }
}
