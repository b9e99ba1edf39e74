package io.fireweed.server.watch;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread that sends what its streams have been told, and nobody else does. It may wait for the
/// disk, for the rows that events replaced; a client it never waits for.
final class WatchSender implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatchSender.class);

  private final Queue<WatchStream> streams = new ConcurrentLinkedQueue<>();
  private final ReplyWriter writer;
  private final Thread thread;
  private volatile boolean idle;
  private volatile boolean stopping;

  WatchSender(ReplyWriter writer, String name) {
    this.writer = writer;
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Has a stream send what it can.
  void add(WatchStream stream) {
    streams.add(stream);
    if (idle) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (true) {
      WatchStream stream = streams.poll();
      if (stream != null) {
        send(stream);
      } else if (stopping) {
        return;
      } else {
        idle = true;
        if (streams.isEmpty() && !stopping) {
          LockSupport.park(this);
        }
        idle = false;
      }
    }
  }

  private void send(WatchStream stream) {
    try {
      stream.send(writer);
    } catch (RuntimeException failed) {
      log.atError().setCause(failed).log("failed to send watch response to gRPC stream");
      stream.abandon();
    }
  }

  /// Sends what is there and ends.
  @Override
  public void close() {
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
