package io.fireweed.cli.etcd;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/// The few calls of Linux that the JDK has no method for.
final class Posix {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final long SIG_DFL = 0;

  /// `struct sockaddr_un`: the family in two bytes of the machine's order, then the path.
  private static final int FAMILY_BYTES = 2;

  private static final int PATH_BYTES = 108;

  private Posix() {}

  /// Restores what a signal does by itself, and sends it to this process. Returns if that fails.
  static void endBySignal(int number) {
    MethodHandle signal = call("signal", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG));
    MethodHandle kill = call("kill", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    try {
      long before = (long) signal.invokeExact(number, SIG_DFL);
      int sent = (int) kill.invokeExact(Math.toIntExact(ProcessHandle.current().pid()), number);
      // The signal may reach another thread a moment later.
      if (before != -1 && sent == 0) {
        Thread.sleep(1_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      throw new IllegalStateException("a call of the system failed", e);
    }
  }

  /// Sends one datagram to a unix socket. {@return what failed, empty if nothing did}
  static String send(String socket, byte[] message) {
    byte[] path = socket.getBytes(StandardCharsets.UTF_8);
    if (path.length >= PATH_BYTES) {
      return "the socket's path has " + path.length + " bytes, at most " + (PATH_BYTES - 1);
    }
    Linker.Option state = Linker.Option.captureCallState("errno");
    MethodHandle open =
        call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT), state);
    MethodHandle sendTo =
        call(
            "sendto",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
            state);
    MethodHandle close = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      StructLayout layout = Linker.Option.captureStateLayout();
      MemorySegment errno = arena.allocate(layout);
      int fd = (int) open.invokeExact(errno, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
      if (fd < 0) {
        return "socket: error " + code(layout, errno);
      }
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, message);
      MemorySegment address = address(arena, path);
      // A name without a file ends where it is said to; its zero byte belongs to it.
      int length = FAMILY_BYTES + path.length + (path[0] == '@' ? 0 : 1);
      long sent =
          (long)
              sendTo.invokeExact(
                  errno, fd, bytes, (long) message.length, MSG_NOSIGNAL, address, length);
      int error = code(layout, errno);
      int closed = (int) close.invokeExact(fd);
      if (sent == message.length) {
        return "";
      }
      return "sendto: " + sent + " of " + message.length + " bytes, error " + error + "/" + closed;
    } catch (Throwable e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static MemorySegment address(Arena arena, byte[] path) {
    MemorySegment address = arena.allocate(FAMILY_BYTES + PATH_BYTES);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(path, 0, address, JAVA_BYTE, FAMILY_BYTES, path.length);
    if (path[0] == '@') {
      address.set(JAVA_BYTE, FAMILY_BYTES, (byte) 0);
    }
    return address;
  }

  private static int code(StructLayout layout, MemorySegment errno) {
    VarHandle handle = layout.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    return (int) handle.get(errno, 0L);
  }

  // The system's own library is called by the shapes its manual gives.
  @SuppressWarnings("restricted")
  private static MethodHandle call(
      String name, FunctionDescriptor shape, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), shape, options);
  }
}
