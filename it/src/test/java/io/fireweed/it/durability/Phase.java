package io.fireweed.it.durability;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.DefragmentRequest;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.SnapshotRequest;
import io.fireweed.it.served.Client;
import java.util.List;

/// Something a member does now and then that changes more than one file, or one file in steps.
enum Phase {
  /// `.snap` files are written, older ones purged.
  SNAPSHOT(
      List.of("--snapshot-count=20", "--max-snapshots=1"),
      List.of("fdatasync", "fsync", "renameat2,rename", "unlink,unlinkat", "pwrite64")) {
    @Override
    void act(Client client, Ledger ledger) {
      ledger.put(client, 70, SMALL);
    }
  },

  /// The log goes on in a new segment, and older ones are deleted.
  CUT_AND_PURGE(
      List.of("--snapshot-count=20", "--max-snapshots=1", "--max-wals=1"),
      List.of("fdatasync", "fsync", "renameat2,rename", "unlink,unlinkat", "ftruncate")) {
    @Override
    void act(Client client, Ledger ledger) {
      ledger.put(client, 70, LARGE);
    }
  },

  /// Old revisions leave the db in small batches.
  COMPACTION(
      List.of(
          "--experimental-compaction-batch-limit=10",
          "--experimental-compaction-sleep-interval=5ms"),
      List.of("fdatasync", "pwrite64")) {
    @Override
    void act(Client client, Ledger ledger) {
      ledger.put(client, 100, SMALL);
      ledger.compact(client);
      ledger.put(client, 5, SMALL);
    }
  },

  /// The db is written anew beside itself and takes its own place.
  DEFRAG(
      List.of(), List.of("fdatasync", "fsync", "renameat2,rename", "unlink,unlinkat", "pwrite64")) {
    @Override
    void act(Client client, Ledger ledger) {
      ledger.put(client, 50, SMALL);
      client.call(MaintenanceGrpc.getDefragmentMethod(), DefragmentRequest.getDefaultInstance());
      ledger.put(client, 5, SMALL);
    }
  },

  /// A client takes a snapshot.
  BACKUP(List.of(), List.of("fdatasync", "pwrite64")) {
    @Override
    void act(Client client, Ledger ledger) {
      ledger.put(client, 50, SMALL);
      client.stream(MaintenanceGrpc.getSnapshotMethod(), SnapshotRequest.getDefaultInstance())
          .forEachRemaining(piece -> {});
      ledger.put(client, 5, SMALL);
    }
  };

  private static final ByteString SMALL = ByteString.copyFrom(new byte[100]);
  private static final ByteString LARGE = ByteString.copyFrom(new byte[1_000_000]);

  private final List<String> flags;
  private final List<String> calls;

  Phase(List<String> flags, List<String> calls) {
    this.flags = flags;
    this.calls = calls;
  }

  /// {@return what a member needs to come to this phase soon}
  String[] flags() {
    return flags.toArray(String[]::new);
  }

  /// {@return the calls that change the disk in it}
  List<String> calls() {
    return calls;
  }

  /// Has the member do it, with writes around it.
  ///
  /// @throws io.grpc.StatusRuntimeException if the member ends meanwhile
  abstract void act(Client client, Ledger ledger);
}
