package io.fireweed.testkit;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.InternalRaftRequest;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.format.disk.Disk;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.Dialect;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.raftlog.HardState;
import io.fireweed.format.schema.MemberChange;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.format.wal.WalWriter;
import io.fireweed.format.wire.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes the WAL of a single member that has put many values and lost its db.
public final class WalGenerator {
  private static final int BATCH = 1000;
  private static final int KEYS = 200_000;

  private WalGenerator() {}

  /// Writes a WAL whose entries are one membership change and `puts` puts of 300 bytes.
  public static void make(Disk disk, Path walDirectory, int puts) throws IOException {
    List<String> urls = List.of("http://127.0.0.1:2380");
    MemberId id = MemberId.atBootstrap(urls, "bench");
    MemberChange change =
        new MemberChange(MemberRow.voter(id, urls, "bench"), MemberChange.Intent.SET);
    Bytes conf =
        new ConfChange(0, ConfChangeType.ADD_NODE, id.value(), change.encode())
            .encode(Dialect.EXPLICIT_ZEROS);
    byte[] value = new byte[300];
    Random random = new Random(7);
    random.nextBytes(value);
    try (WalWriter wal =
        WalWriter.create(
            disk, walDirectory, new WalMetadata(id.value(), 1), Dialect.EXPLICIT_ZEROS)) {
      wal.save(
          List.of(new Entry(1, 1, EntryType.CONF_CHANGE, conf)), new HardState(1, id.value(), 1));
      List<Entry> batch = new ArrayList<>();
      for (int i = 0; i < puts; i++) {
        value[i % value.length] ^= (byte) i;
        batch.add(new Entry(2, i + 2L, EntryType.NORMAL, put(random.nextInt(KEYS), value)));
        if (batch.size() == BATCH || i == puts - 1) {
          wal.save(batch, new HardState(2, id.value(), i + 2L));
          batch.clear();
        }
      }
      wal.force();
    }
  }

  private static Bytes put(int key, byte[] value) {
    InternalRaftRequest request =
        InternalRaftRequest.newBuilder()
            .setPut(
                PutRequest.newBuilder()
                    .setKey(ByteString.copyFrom(SnapshotGenerator.key(key).toArray()))
                    .setValue(ByteString.copyFrom(value)))
            .build();
    return Bytes.of(request.toByteArray());
  }
}
