package io.fireweed.format.disk;

import io.fireweed.format.fault.RefusedException;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
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
@SuppressWarnings(
    "restricted") // the module that opens files is the one allowed to call native code
final class RangeLock implements AutoCloseable {
  private static final int F_OFD_SETLK = 37;
  private static final short F_WRLCK = 1;
  private static final int STRUCT_BYTES = 32;
  private static final MethodHandle FCNTL =
      LockDescriptor.call(
          "fcntl",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.ADDRESS),
          Linker.Option.firstVariadicArg(2));

  private final LockDescriptor descriptor;

  private RangeLock(LockDescriptor descriptor) {
    this.descriptor = descriptor;
  }

  /// Takes the lock at once or not at all.
  ///
  /// @throws RefusedException if another descriptor holds one
  static RangeLock acquire(Path path) throws IOException {
    return new RangeLock(
        LockDescriptor.locked(
            path,
            LockDescriptor.O_RDWR,
            "fcntl",
            (arena, state, number) -> {
              MemorySegment lock = arena.allocate(STRUCT_BYTES, Long.BYTES);
              lock.set(ValueLayout.JAVA_SHORT, 0, F_WRLCK);
              return (int) FCNTL.invokeExact(state, number, F_OFD_SETLK, lock);
            }));
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
