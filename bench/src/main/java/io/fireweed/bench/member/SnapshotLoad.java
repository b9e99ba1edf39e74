package io.fireweed.bench.member;

import io.fireweed.api.rpc.SnapshotRequest;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A snapshot taken while 1,000 puts a second go on.
final class SnapshotLoad {
  private static final int WINDOW = 64;
  private static final Duration IDLE = Duration.ofSeconds(3);
  private static final Duration SAVE_LIMIT = Duration.ofMinutes(5);

  private static final MethodDescriptor<byte[], byte[]> SNAPSHOT =
      Driver.method("Maintenance/Snapshot", MethodDescriptor.MethodType.SERVER_STREAMING);

  /// What a snapshot cost.
  ///
  /// @param bytes of the stream, or of the file
  /// @param seconds until its end
  /// @param serverSeconds processor time of the server meanwhile, puts included
  /// @param idleP99Micros of the puts before it
  /// @param busyP99Micros of the puts during it
  record Cost(
      long bytes,
      double seconds,
      double serverSeconds,
      double idleP99Micros,
      double busyP99Micros) {
    double megabytesPerSecond() {
      return bytes / seconds / 1e6;
    }
  }

  /// Something that takes a snapshot. {@return its bytes}
  private interface Taking {
    long bytes() throws IOException;
  }

  private final Contender contender;

  SnapshotLoad(Contender contender) {
    this.contender = contender;
  }

  /// The stream alone: what arrives is counted and dropped.
  Cost stream() throws IOException {
    try (Driver driver = contender.connect()) {
      return cost(() -> take(driver));
    }
  }

  /// The whole command of the server's own release, into a file.
  Cost save(Path file) throws IOException {
    Files.deleteIfExists(file);
    return cost(
        () -> {
          contender.etcdctl(List.of("snapshot", "save", file.toString()), SAVE_LIMIT);
          return Files.size(file);
        });
  }

  private Cost cost(Taking taking) throws IOException {
    double idle;
    try (SteadyWriter writer = SteadyWriter.start(contender.driver())) {
      Load.pause(IDLE);
      idle = writer.end();
    }
    try (SteadyWriter writer = SteadyWriter.start(contender.driver())) {
      long cpu = contender.cpuMicros();
      long start = System.nanoTime();
      long bytes = taking.bytes();
      double seconds = (System.nanoTime() - start) / 1e9;
      double serverSeconds = (contender.cpuMicros() - cpu) / 1e6;
      return new Cost(bytes, seconds, serverSeconds, idle, writer.end());
    }
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
