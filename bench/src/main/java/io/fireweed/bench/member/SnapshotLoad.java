package io.fireweed.bench.member;

import io.fireweed.api.rpc.SnapshotRequest;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A snapshot taken while writes go on.
final class SnapshotLoad {
  private static final int WRITERS = 8;
  private static final int WINDOW = 64;
  private static final Duration IDLE = Duration.ofSeconds(3);

  private static final MethodDescriptor<byte[], byte[]> SNAPSHOT =
      Driver.method("Maintenance/Snapshot", MethodDescriptor.MethodType.SERVER_STREAMING);

  /// What a snapshot cost.
  ///
  /// @param bytes of the stream
  /// @param seconds until its end
  /// @param idleP99Micros of the writers before it
  /// @param busyP99Micros of the writers during it
  record Cost(long bytes, double seconds, double idleP99Micros, double busyP99Micros) {
    double megabytesPerSecond() {
      return bytes / seconds / 1e6;
    }
  }

  private final Contender contender;

  SnapshotLoad(Contender contender) {
    this.contender = contender;
  }

  Cost run() throws IOException {
    Measured idle = new Load(contender, Driver.unary("KV/Put"), Requests::put).run(WRITERS, IDLE);
    Load writers = new Load(contender, Driver.unary("KV/Put"), Requests::put);
    CountDownLatch ended = writers.begin(WRITERS);
    long start = System.nanoTime();
    long bytes;
    try (Driver driver = contender.connect()) {
      bytes = take(driver);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    double busy = writers.end(ended).micros(0.99);
    return new Cost(bytes, seconds, idle.p99Micros(), busy);
  }

  private static long take(Driver driver) {
    CompletableFuture<Long> done = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = driver.open(0, SNAPSHOT);
    call.start(
        new ClientCall.Listener<>() {
          private long bytes;

          @Override
          public void onMessage(byte[] message) {
            bytes += message.length;
            call.request(1);
          }

          @Override
          public void onClose(Status status, Metadata trailers) {
            if (status.isOk()) {
              done.complete(bytes);
            } else {
              done.completeExceptionally(status.asRuntimeException());
            }
          }
        },
        new Metadata());
    call.sendMessage(SnapshotRequest.getDefaultInstance().toByteArray());
    call.halfClose();
    call.request(WINDOW);
    return done.orTimeout(300, TimeUnit.SECONDS).join();
  }
}
