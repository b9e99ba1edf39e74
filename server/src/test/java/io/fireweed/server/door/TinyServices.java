package io.fireweed.server.door;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.LeaseGrpc;
import io.fireweed.api.rpc.LeaseKeepAliveRequest;
import io.fireweed.api.rpc.LeaseKeepAliveResponse;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.PutResponse;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.api.rpc.ResponseHeader;
import io.fireweed.api.rpc.SnapshotRequest;
import io.fireweed.api.rpc.SnapshotResponse;
import io.fireweed.api.rpc.WatchGrpc;
import io.fireweed.api.rpc.WatchRequest;
import io.fireweed.api.rpc.WatchResponse;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// Enough of etcd's services to call through a port: keys, a watch that only answers, a lease that
/// is always there, a snapshot of zeros.
public final class TinyServices {
  /// How much a snapshot sends at once.
  public static final int CHUNK_BYTES = 64 * 1024;

  private final Map<ByteString, ByteString> keys = new ConcurrentHashMap<>();
  private final AtomicInteger snapshotChunksSent = new AtomicInteger();
  private final AtomicInteger openWatches = new AtomicInteger();
  private final AtomicInteger slowRangesBegun = new AtomicInteger();
  private final CountDownLatch slowRange = new CountDownLatch(1);

  /// {@return the services}
  public List<ServerServiceDefinition> all() {
    return List.of(
        new Keys().bindService(),
        new Watches().bindService(),
        new Leases().bindService(),
        new Snapshots().bindService());
  }

  /// {@return how many chunks all snapshots have sent}
  public int snapshotChunksSent() {
    return snapshotChunksSent.get();
  }

  /// {@return how many watches nobody has ended}
  public int openWatches() {
    return openWatches.get();
  }

  /// {@return how many ranges of the key `slow` have come}
  public int slowRangesBegun() {
    return slowRangesBegun.get();
  }

  /// Lets every range of the key `slow` be answered.
  public void answerSlowRanges() {
    slowRange.countDown();
  }

  private static ResponseHeader header() {
    return ResponseHeader.newBuilder().setClusterId(1).setMemberId(2).setRevision(3).build();
  }

  private final class Keys extends KVGrpc.KVImplBase {
    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> call) {
      if (request.getKey().isEmpty()) {
        call.onError(EtcdError.EMPTY_KEY.status().asRuntimeException());
        return;
      }
      keys.put(request.getKey(), request.getValue());
      call.onNext(PutResponse.newBuilder().setHeader(header()).build());
      call.onCompleted();
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> call) {
      if (request.getKey().toStringUtf8().equals("slow")) {
        slowRangesBegun.incrementAndGet();
        Thread.ofVirtual().start(() -> answerLater(request, call));
        return;
      }
      answer(request, call);
    }

    private void answerLater(RangeRequest request, StreamObserver<RangeResponse> call) {
      try {
        slowRange.await();
        answer(request, call);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void answer(RangeRequest request, StreamObserver<RangeResponse> call) {
      RangeResponse.Builder response = RangeResponse.newBuilder().setHeader(header());
      ByteString value = keys.get(request.getKey());
      if (value != null) {
        response
            .setCount(1)
            .addKvs(KeyValue.newBuilder().setKey(request.getKey()).setValue(value).setVersion(1));
      }
      call.onNext(response.build());
      call.onCompleted();
    }
  }

  private final class Watches extends WatchGrpc.WatchImplBase {
    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> call) {
      openWatches.incrementAndGet();
      ServerCallStreamObserver<WatchResponse> server =
          (ServerCallStreamObserver<WatchResponse>) call;
      server.setOnCancelHandler(openWatches::decrementAndGet);
      return new StreamObserver<>() {
        private long nextId;

        @Override
        public void onNext(WatchRequest request) {
          call.onNext(
              WatchResponse.newBuilder()
                  .setHeader(header())
                  .setCreated(true)
                  .setWatchId(nextId++)
                  .build());
        }

        @Override
        public void onError(Throwable failure) {
          // The cancel handler counts.
        }

        @Override
        public void onCompleted() {
          // As etcd's, a watch outlives the end of its requests.
        }
      };
    }
  }

  private static final class Leases extends LeaseGrpc.LeaseImplBase {
    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(
        StreamObserver<LeaseKeepAliveResponse> call) {
      return new StreamObserver<>() {
        @Override
        public void onNext(LeaseKeepAliveRequest request) {
          if (request.getID() < 0) {
            call.onError(EtcdError.LEASE_NOT_FOUND.status().asRuntimeException());
            return;
          }
          call.onNext(
              LeaseKeepAliveResponse.newBuilder()
                  .setHeader(header())
                  .setID(request.getID())
                  .setTTL(60)
                  .build());
        }

        @Override
        public void onError(Throwable failure) {
          // Nothing is held for the call.
        }

        @Override
        public void onCompleted() {
          call.onCompleted();
        }
      };
    }
  }

  private final class Snapshots extends MaintenanceGrpc.MaintenanceImplBase {
    private static final int CHUNKS = 1_000;

    @Override
    public void snapshot(SnapshotRequest request, StreamObserver<SnapshotResponse> call) {
      ServerCallStreamObserver<SnapshotResponse> server =
          (ServerCallStreamObserver<SnapshotResponse>) call;
      ByteString chunk = ByteString.copyFrom(new byte[CHUNK_BYTES]);
      AtomicInteger left = new AtomicInteger(CHUNKS);
      server.setOnReadyHandler(
          () -> {
            while (server.isReady() && left.get() > 0) {
              snapshotChunksSent.incrementAndGet();
              int remaining = left.decrementAndGet();
              server.onNext(
                  SnapshotResponse.newBuilder()
                      .setBlob(chunk)
                      .setRemainingBytes((long) remaining * CHUNK_BYTES)
                      .build());
              if (remaining == 0) {
                server.onCompleted();
              }
            }
          });
    }
  }
}
