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

/// A write lock on every byte of a file, as etcd takes on its WAL segments: `fcntl(F_OFD_SETLK)`.
///
/// It belongs to a descriptor of its own. Java's own file locks would do against other programs,
/// but the kernel drops those as soon as this process closes *any* descriptor of the file, also one
/// that only read it.
///
/// | offset | size | field of `struct flock` | here |
/// |---|---|---|---|
/// | 0 | 2 | `l_type` | 1, a write lock |
/// | 2 | 2 | `l_whence` | 0, from the start of the file |
/// | 8 | 8 | `l_start` | 0 |
/// | 16 | 8 | `l_len` | 0, to the end however far that goes |
/// | 24 | 4 | `l_pid` | 0, as this kind of lock wants it |
///
/// Source: fcntl(2) of Linux on 64-bit machines; etcd client/pkg/fileutil/lock_linux.go, 3.4.23 to
/// 3.7.1.
final class RangeLock implements AutoCloseable {
  private static final int O_RDWR = 2;
  private static final int O_CLOEXEC = 0x80000;
  private static final int F_OFD_SETLK = 37;
  private static final short F_WRLCK = 1;
  private static final int STRUCT_BYTES = 32;
  private static final int EAGAIN = 11;
  private static final int EACCES = 13;

  private final int descriptor;
  private boolean closed;

  private RangeLock(int descriptor) {
    this.descriptor = descriptor;
  }

  /// Takes the lock at once or not at all.
  ///
  /// @throws RefusedException if another descriptor holds one
  static RangeLock acquire(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(Native.STATE);
      int descriptor =
          (int)
              Native.OPEN.invokeExact(
                  state, arena.allocateFrom(path.toString()), O_RDWR | O_CLOEXEC);
      if (descriptor < 0) {
        throw failure(path, "open", errno(state));
      }
      MemorySegment lock = arena.allocate(STRUCT_BYTES, Long.BYTES);
      lock.set(ValueLayout.JAVA_SHORT, 0, F_WRLCK);
      int answer = (int) Native.FCNTL.invokeExact(state, descriptor, F_OFD_SETLK, lock);
      if (answer == 0) {
        return new RangeLock(descriptor);
      }
      int errno = errno(state);
      closeDescriptor(descriptor);
      if (errno == EAGAIN || errno == EACCES) {
        throw new RefusedException(
            path + ": expected an unlocked file, found it locked by another program",
            "a running etcd holds it: stop that member, or work on a copy");
      }
      throw failure(path, "fcntl", errno);
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

  private static int errno(MemorySegment state) {
    return (int) Native.ERRNO.get(state, 0L);
  }

  private static FileSystemException failure(Path path, String call, int errno) {
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
    static final MethodHandle FCNTL =
        LINKER.downcallHandle(
            address("fcntl"),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS),
            CAPTURE,
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle CLOSE =
        LINKER.downcallHandle(
            address("close"), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private static MemorySegment address(String name) {
      return LINKER.defaultLookup().findOrThrow(name);
    }
  }
}
