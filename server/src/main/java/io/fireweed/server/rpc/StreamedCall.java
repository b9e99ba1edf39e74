package io.fireweed.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Sends one message after the other, none before the client has room for it.
final class StreamedCall {
  /// A client that takes nothing for so long is given up: it holds pages of the db.
  private static final long PATIENCE_SECONDS = 300;

  /// What may wait for the network: enough that it never waits for the next message.
  private static final int WAITING_BYTES = 4 << 20;

  private final ServerCallStreamObserver<Reply> call;
  private final Semaphore ready = new Semaphore(0);

  /// To be made on the thread that brought the call.
  StreamedCall(ServerCallStreamObserver<Reply> call) {
    this.call = call;
    call.setOnReadyThreshold(WAITING_BYTES);
    call.setOnReadyHandler(ready::release);
    call.setOnCancelHandler(ready::release);
  }

  /// Runs what sends a stream on a thread of its own: it waits for as long as its client likes, and
  /// whoever else wants something slow must not wait with it.
  static void run(Runnable sending) {
    Thread _ = Thread.ofVirtual().name("stream").start(sending);
  }

  /// Waits until there is room, and sends. Others get their turn before the next message.
  ///
  /// @throws CancellationException if the client has gone
  @SuppressWarnings("ThreadPriorityCheck") // A fast client's thread would never wait by itself.
  void send(Reply message) throws InterruptedException {
    while (!call.isReady()) {
      if (call.isCancelled()) {
        throw new CancellationException("the client has gone");
      }
      if (!ready.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new CancellationException("the client takes nothing");
      }
    }
    call.onNext(message);
    Thread.yield();
  }

  void end() {
    call.onCompleted();
  }
}
