package io.fireweed.client;

import io.fireweed.api.rpc.SnapshotRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A snapshot stream, read by one thread while the network brings more.
final class SnapshotCall implements SnapshotReceiver.Pieces, AutoCloseable {
  /// Pieces that may wait for the reader: etcd's are 32 KiB, others may have 1 MiB.
  private static final int AHEAD_MAX = 16;

  /// What arrives: a piece, or the end.
  private sealed interface Arrival {
    record Came(SnapshotPiece piece) implements Arrival {}

    record Ended(Status status) implements Arrival {}
  }

  private final ClientCall<SnapshotRequest, SnapshotPiece> call;
  private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
  private Optional<Arrival> first = Optional.empty();

  private SnapshotCall(ClientCall<SnapshotRequest, SnapshotPiece> call) {
    this.call = call;
  }

  /// {@return a stream whose first piece is there}
  ///
  /// @throws StatusRuntimeException if there is none, for a reason
  static SnapshotCall start(Channel channel, Duration limit) {
    CallOptions options =
        CallOptions.DEFAULT.withDeadlineAfter(limit.toNanos(), TimeUnit.NANOSECONDS);
    SnapshotCall snapshot = new SnapshotCall(channel.newCall(SnapshotPiece.METHOD, options));
    snapshot.call.start(snapshot.new Listener(), new Metadata());
    snapshot.call.sendMessage(SnapshotRequest.getDefaultInstance());
    snapshot.call.halfClose();
    snapshot.call.request(AHEAD_MAX);
    try {
      Arrival first = snapshot.arrivals.take();
      if (first instanceof Arrival.Ended(Status status) && !status.isOk()) {
        throw status.asRuntimeException();
      }
      snapshot.first = Optional.of(first);
      return snapshot;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      snapshot.close();
      throw Status.CANCELLED.withDescription("interrupted").withCause(stopped).asRuntimeException();
    }
  }

  @Override
  public Optional<SnapshotPiece> next() throws InterruptedIOException {
    Arrival arrival = first.isPresent() ? first.get() : await();
    first = Optional.empty();
    return switch (arrival) {
      case Arrival.Came(SnapshotPiece piece) -> {
        call.request(1);
        yield Optional.of(piece);
      }
      case Arrival.Ended(Status status) -> {
        if (!status.isOk()) {
          throw status.asRuntimeException();
        }
        yield Optional.empty();
      }
    };
  }

  private Arrival await() throws InterruptedIOException {
    try {
      return arrivals.take();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a snapshot came");
    }
  }

  @Override
  public void close() {
    call.cancel("closed", null);
  }

  private final class Listener extends ClientCall.Listener<SnapshotPiece> {
    @Override
    public void onMessage(SnapshotPiece piece) {
      arrivals.add(new Arrival.Came(piece));
    }

    @Override
    public void onClose(Status status, @Nullable Metadata trailers) {
      arrivals.add(new Arrival.Ended(status));
    }
  }
}
