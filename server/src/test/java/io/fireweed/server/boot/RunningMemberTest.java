package io.fireweed.server.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.format.datadir.MemberDir;
import io.fireweed.format.disk.DiskFile;
import io.fireweed.format.disk.LayeredDisk;
import io.fireweed.format.disk.LayeredFile;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.raftlog.ConfChange;
import io.fireweed.format.raftlog.ConfChangeType;
import io.fireweed.format.raftlog.Entry;
import io.fireweed.format.raftlog.EntryType;
import io.fireweed.format.schema.MemberId;
import io.fireweed.format.schema.MemberRow;
import io.fireweed.format.wal.WalMetadata;
import io.fireweed.server.config.MemberConfig;
import io.fireweed.server.log.DurableLog;
import io.fireweed.server.log.LogOptions;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts, stops and refusals of one member in this process.
class RunningMemberTest {
  @TempDir Path temporary;

  private MemberConfig config(String... more) {
    return MemberConfig.of(
        Stream.concat(
                Stream.of(
                    "--name=m1",
                    "--data-dir=" + temporary.resolve("m1"),
                    "--listen-client-urls=http://127.0.0.1:0",
                    "--advertise-client-urls=http://127.0.0.1:2379"),
                Stream.of(more))
            .toArray(String[]::new));
  }

  private RunningMember start(String... more) throws IOException, InterruptedException {
    return RunningMember.start(new LocalDisk(), config(more));
  }

  @Test
  void aNewMemberKeepsWhatItAcknowledgedOverRestarts() throws Exception {
    for (int life = 0; life < 4; life++) {
      try (RunningMember member = start();
          Client client = new Client(member)) {
        assertThat(client.get("k" + (life - 1))).isEqualTo(life == 0 ? "" : "v" + (life - 1));
        client.put("k" + life, "v" + life);
        assertThat(client.get("k" + life)).isEqualTo("v" + life);
      }
    }
  }

  @Test
  void aDbWithoutItsLogIsRefusedWithTheSalvageCommand() throws Exception {
    start().close();
    deleteTree(temporary.resolve("m1/member/wal"));

    assertThatThrownBy(this::start)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("stands without its log");
  }

  @Test
  void aDbAheadOfItsLogIsRefused() throws Exception {
    start().close();
    Path kept = temporary.resolve("kept");
    copyTree(temporary.resolve("m1/member/wal"), kept);
    try (RunningMember member = start();
        Client client = new Client(member)) {
      client.put("k", "v");
    }
    deleteTree(temporary.resolve("m1/member/wal"));
    copyTree(kept, temporary.resolve("m1/member/wal"));

    Files.delete(temporary.resolve("m1/member/durable.mark"));

    assertThatThrownBy(this::start)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("db reflects entry");
  }

  @Test
  void aLostDbIsMadeAgainFromALogThatIsWhole() throws Exception {
    try (RunningMember member = start();
        Client client = new Client(member)) {
      client.put("k", "v");
    }
    Files.delete(temporary.resolve("m1/member/snap/db"));

    try (RunningMember member = start();
        Client client = new Client(member)) {
      assertThat(client.get("k")).isEqualTo("v");
    }
  }

  @Test
  void raftSnapshotsAreTakenAndAMemberStartsBehindThem() throws Exception {
    for (int life = 0; life < 3; life++) {
      try (RunningMember member = start("--snapshot-count=50");
          Client client = new Client(member)) {
        for (int i = 0; i < 300; i++) {
          client.put("k" + i, life + "." + i);
        }
        assertThat(client.get("k299")).isEqualTo(life + ".299");
      }
    }
    try (Stream<Path> files = Files.list(temporary.resolve("m1/member/snap"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".snap"))).isNotEmpty();
    }
  }

  /// Three founders, in the log alone: the db has yet to hear of them.
  private void foundThree() throws IOException {
    LogOptions options = LogOptions.DEFAULT;
    List<Entry> founders = new ArrayList<>();
    for (long id = 1; id <= 3; id++) {
      MemberRow row =
          MemberRow.voter(new MemberId(id), List.of("http://127.0.0.1:" + id), "m" + id);
      ConfChange change = new ConfChange(0, ConfChangeType.ADD_NODE, id, row.value());
      founders.add(new Entry(1, id, EntryType.CONF_CHANGE, change.encode(options.dialect())));
    }
    MemberDir places = MemberDir.of(temporary.resolve("m1"));
    DurableLog.create(new LocalDisk(), places, new WalMetadata(1, 7), founders, options).close();
  }

  @Test
  void oneOfThreeIsRefusedAlsoIfOnlyTheLogTellsOfThem() throws Exception {
    foundThree();

    assertThatThrownBy(this::start)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("found one of 3 voters");
  }

  @Test
  void aForcedClusterStaysAloneAlsoIfTheDbHasNotHeardOfIt() throws Exception {
    foundThree();
    try (RunningMember member = start("--force-new-cluster");
        Client client = new Client(member)) {
      client.put("k", "v");
    }
    Files.delete(temporary.resolve("m1/member/snap/db"));

    try (RunningMember member = start();
        Client client = new Client(member)) {
      assertThat(client.get("k")).isEqualTo("v");
    }
  }

  @Test
  void onlyAMemberThatNeedNotForceForcesNoFile() throws Exception {
    assertThat(forcesOfOnePut()).isPositive();
    assertThat(forcesOfOnePut("--unsafe-no-fsync")).isZero();
  }

  private long forcesOfOnePut(String... more) throws Exception {
    AtomicLong forces = new AtomicLong();
    deleteTree(Files.createDirectories(temporary.resolve("m1")));
    try (RunningMember member = RunningMember.start(new CountedDisk(forces), config(more));
        Client client = new Client(member)) {
      client.put("k", "v");
    }
    return forces.get();
  }

  /// Counts how often a file is forced.
  private static final class CountedDisk extends LayeredDisk {
    private final AtomicLong forces;

    CountedDisk(AtomicLong forces) {
      super(new LocalDisk());
      this.forces = forces;
    }

    @Override
    protected DiskFile layered(DiskFile file) {
      return new LayeredFile(file) {
        @Override
        public void forceData() throws IOException {
          forces.incrementAndGet();
          super.forceData();
        }

        @Override
        public void force() throws IOException {
          forces.incrementAndGet();
          super.force();
        }
      };
    }
  }

  private static void deleteTree(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /// A channel and the two calls that these tests need.
  private static final class Client implements AutoCloseable {
    private final ManagedChannel channel;
    private final KVGrpc.KVBlockingStub kv;

    Client(RunningMember member) {
      InetSocketAddress address = (InetSocketAddress) member.clientAddresses().getFirst();
      channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
      kv = KVGrpc.newBlockingStub(channel).withDeadlineAfter(60, TimeUnit.SECONDS);
    }

    void put(String key, String value) {
      var _ =
          kv.put(
              PutRequest.newBuilder()
                  .setKey(ByteString.copyFromUtf8(key))
                  .setValue(ByteString.copyFromUtf8(value))
                  .build());
    }

    String get(String key) {
      RangeResponse found =
          kv.range(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build());
      return found.getKvsCount() == 0 ? "" : found.getKvs(0).getValue().toStringUtf8();
    }

    @Override
    public void close() {
      channel.shutdownNow();
    }
  }
}
