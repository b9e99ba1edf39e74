package io.fireweed.server.watch;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RequestOp;
import io.fireweed.api.rpc.TxnRequest;
import io.fireweed.server.watch.WatchedStore.Write;
import io.grpc.ManagedChannel;
import java.util.List;

/// A server of Watch, ours or etcd, and a way to write to its keys.
interface WatchPeer {
  ManagedChannel channel();

  /// Writes in one transaction.
  void write(Write... writes);

  void compact(long revision);

  /// A real etcd.
  record Etcd(ManagedChannel channel) implements WatchPeer {
    @Override
    public void write(Write... writes) {
      TxnRequest.Builder txn = TxnRequest.newBuilder();
      for (Write write : writes) {
        RequestOp.Builder op = txn.addSuccessBuilder();
        ByteString key = ByteString.copyFromUtf8(write.key());
        write
            .value()
            .ifPresentOrElse(
                value ->
                    op.setRequestPut(
                        PutRequest.newBuilder()
                            .setKey(key)
                            .setValue(ByteString.copyFromUtf8(value))),
                () -> op.setRequestDeleteRange(DeleteRangeRequest.newBuilder().setKey(key)));
      }
      KVGrpc.newBlockingStub(channel).txn(txn.build());
    }

    @Override
    public void compact(long revision) {
      KVGrpc.newBlockingStub(channel)
          .compact(CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
    }
  }

  /// Our service over keys in memory.
  record Ours(ManagedChannel channel, WatchedStore store) implements WatchPeer {
    @Override
    public void write(Write... writes) {
      store.write(List.of(writes));
    }

    @Override
    public void compact(long revision) {
      store.compact(revision);
    }
  }
}
