package io.fireweed.cli.etcd;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The signals that ask for the end, and an end that looks like the signal's own.
///
/// Whoever waits for the process must see that the signal ended it, as without a handler: the
/// signal's default is restored and the signal sent again. Process 1 of a container cannot be ended
/// so; it exits with 0, as etcd does.
///
/// The JDK's signal handling has no public API but `sun.misc.Signal`, of which compilers warn;
/// so it is called by name. Where it is missing the JVM ends as it always does.
final class Signals {
  private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

  private static final int SIGNAL_BASE = 128;

  /// A signal that asks for the end.
  enum Kind {
    INT("INT", 2, "interrupt"),
    TERM("TERM", 15, "terminated");

    private final String handle;
    private final int number;
    private final String words;

    Kind(String handle, int number, String words) {
      this.handle = handle;
      this.number = number;
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private final CountDownLatch seen = new CountDownLatch(1);

  private Signals() {}

  /// Runs `stop` when the first such signal comes, then ends the process. Later ones wait.
  static Signals onTheFirst(Consumer<Kind> stop) {
    Signals signals = new Signals();
    AtomicBoolean first = new AtomicBoolean(true);
    for (Kind kind : Kind.values()) {
      on(
          kind,
          () -> {
            if (first.compareAndSet(true, false)) {
              signals.seen.countDown();
              stopAndEnd(kind, stop);
            }
          });
    }
    return signals;
  }

  /// Returns only if no signal has come: otherwise the process ends meanwhile.
  void letItEnd() throws InterruptedException {
    if (seen.getCount() == 0) {
      Thread.sleep(Long.MAX_VALUE);
    }
  }

  private static void on(Kind kind, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler calls =
          (proxy, method, arguments) -> {
            return switch (method.getName()) {
              case "handle" -> {
                action.run();
                yield null;
              }
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> arguments != null && isSame(proxy, arguments[0]);
              default -> "the handler of " + kind;
            };
          };
      Object ours =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
      Method handle = signal.getMethod("handle", signal, handler);
      handle.invoke(null, signal.getConstructor(String.class).newInstance(kind.handle), ours);
    } catch (ClassNotFoundException
        | NoSuchMethodException
        | InstantiationException
        | IllegalAccessException
        | InvocationTargetException e) {
      LOG.atWarn()
          .addKeyValue("signal", kind.words())
          .setCause(e)
          .log("this JVM lets nobody wait for a signal; it will end without a good-bye");
    }
  }

  private static boolean isSame(Object proxy, Object other) {
    return System.identityHashCode(proxy) == System.identityHashCode(other);
  }

  private static void stopAndEnd(Kind kind, Consumer<Kind> stop) {
    int code = SIGNAL_BASE + kind.number;
    try {
      stop.accept(kind);
      if (ProcessHandle.current().pid() == 1) {
        code = 0;
      } else if (Platform.isLinux()) {
        Posix.endBySignal(kind.number);
      }
    } catch (RuntimeException | Error e) {
      LOG.atError().setCause(e).log("stopping failed");
    }
    Runtime.getRuntime().halt(code);
  }
}
