package io.fireweed.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.fireweed.api.rpc.DeleteRangeRequest;
import io.fireweed.api.rpc.HashKVResponse;
import io.fireweed.api.rpc.LeaseTimeToLiveResponse;
import io.fireweed.api.rpc.Member;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.StatusResponse;
import io.fireweed.fixtures.ClusterPlan;
import io.fireweed.fixtures.EtcdPrograms;
import io.fireweed.fixtures.Eventually;
import io.fireweed.fixtures.RealEtcd;
import io.fireweed.format.fault.NotFoundException;
import io.fireweed.format.fault.RefusedException;
import io.fireweed.format.fault.UnavailableException;
import io.fireweed.format.wire.Bytes;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against real servers of two releases.
class EtcdClientIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void keysComeBackAtTheRevisionAsked(String release) {
    try (RealEtcd etcd = start(release);
        EtcdClient client = EtcdClient.open(ClientOptions.of(etcd.clientUrl()))) {
      for (int i = 0; i < 300; i++) {
        client.put(Bytes.ofUtf8(String.format("k%03d", i)), Bytes.ofUtf8("v" + i));
      }
      long before = client.put(Bytes.ofUtf8("k000"), Bytes.ofUtf8("changed"));
      DeleteRangeRequest all =
          DeleteRangeRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8("k"))
              .setRangeEnd(ByteString.copyFromUtf8("l"))
              .build();
      assertThat(client.delete(all)).isEqualTo(300);

      List<String> keys = new ArrayList<>();
      RangeQuery query = RangeQuery.prefix(Bytes.ofUtf8("k")).atRevision(before).fromMember();
      ReadSummary summary = client.read(query, kv -> keys.add(kv.getKey().toStringUtf8()));
      assertThat(keys).hasSize(300).isSorted();
      assertThat(summary).isEqualTo(new ReadSummary(before, 300, 3));
      assertThat(client.read(RangeQuery.everything(), kv -> {}).keyCount()).isZero();
      assertThat(
              client
                  .find(RangeQuery.key(Bytes.ofUtf8("k000")).atRevision(before))
                  .orElseThrow()
                  .getValue()
                  .toStringUtf8())
          .isEqualTo("changed");
      assertThat(client.find(RangeQuery.key(Bytes.ofUtf8("k000")))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void statusHashLeasesAndMembersAreToldAsEtcdctlTellsThem(String release) {
    try (RealEtcd etcd = start(release);
        EtcdClient client = EtcdClient.open(ClientOptions.of(etcd.clientUrl()))) {
      long lease = client.grantLease(0x1234, Duration.ofMinutes(10));
      client.put(
          PutRequest.newBuilder()
              .setKey(ByteString.copyFromUtf8("leased"))
              .setLease(lease)
              .build());
      Endpoint member = client.endpoints().getFirst();

      StatusResponse status = client.status(member);
      assertThat(status.getVersion()).isEqualTo(etcd.programs().version());
      assertThat(status.getHeader().getRevision()).isEqualTo(2);
      HashKVResponse hash = client.hashKv(member, 0);
      assertThat(etcd.etcdctl("endpoint", "hashkv").requireSuccess().out())
          .contains(Integer.toUnsignedString(hash.getHash()));

      assertThat(client.leases()).containsExactly(0x1234L);
      LeaseTimeToLiveResponse left = client.timeToLive(lease).orElseThrow();
      assertThat(left.getGrantedTTL()).isEqualTo(600);
      assertThat(left.getKeysList()).containsExactly(ByteString.copyFromUtf8("leased"));
      assertThat(client.timeToLive(99)).isEmpty();
      client.revokeLease(lease);
      assertThat(client.leases()).isEmpty();

      assertThat(client.members()).extracting(Member::getName).containsExactly("m1");
      assertThat(client.alarms()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3.4", "3.5"})
  void aStreamedSnapshotIsOneThatTheRealToolAccepts(String release) throws Exception {
    try (RealEtcd etcd = start(release);
        EtcdClient client = EtcdClient.open(ClientOptions.of(etcd.clientUrl()))) {
      for (int i = 0; i < 20; i++) {
        client.put(Bytes.ofUtf8("k" + i), Bytes.of(new byte[50_000]));
      }
      Path file = directory.resolve("snapshot.db");
      SnapshotTransfer transfer;
      try (OutputStream out = Files.newOutputStream(file)) {
        transfer = client.snapshot(client.endpoints().getFirst(), out, LIMIT);
      }
      assertThat(file).hasSize(transfer.sizeBytes());
      Path restored = directory.resolve("restored");
      etcd.programs()
          .offlineTool(List.of("snapshot", "restore", file.toString(), "--data-dir=" + restored))
          .requireSuccess();
    }
  }

  @Test
  void whatAMemberRefusesOrLacksArrivesAsThatFault() {
    try (RealEtcd etcd = start("3.4");
        EtcdClient client = EtcdClient.open(ClientOptions.of(etcd.clientUrl()))) {
      Bytes key = Bytes.ofUtf8("k");
      client.put(key, key);
      client.put(key, key);
      client.compact(3);
      assertThatThrownBy(() -> client.find(RangeQuery.key(key).atRevision(2)))
          .isInstanceOf(NotFoundException.class)
          .hasMessage(
              "range at "
                  + etcd.clientUrl()
                  + ": etcdserver: mvcc: required revision has been compacted");
      assertThatThrownBy(() -> client.find(RangeQuery.key(key).atRevision(9)))
          .isInstanceOf(NotFoundException.class)
          .hasMessageContaining("required revision is a future revision");
      assertThatThrownBy(() -> client.revokeLease(5)).isInstanceOf(NotFoundException.class);
      assertThatThrownBy(() -> client.put(PutRequest.getDefaultInstance()))
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("etcdserver: key is not provided");
    }
  }

  @Test
  void anotherMemberIsAskedWhenOneIsGone() {
    String gone = ClusterPlan.of(1).members().getFirst().clientUrl();
    try (RealEtcd etcd = start("3.4");
        EtcdClient client = EtcdClient.open(ClientOptions.of(gone, etcd.clientUrl()))) {
      client.put(Bytes.ofUtf8("k"), Bytes.ofUtf8("v"));
      assertThat(client.find(RangeQuery.key(Bytes.ofUtf8("k")))).isPresent();
      assertThatThrownBy(() -> client.status(Endpoint.parse(gone)))
          .isInstanceOf(UnavailableException.class)
          .hasMessageStartingWith("status at " + gone);
    }
  }

  @Test
  void nobodyThereIsKnownAtOnce() {
    String gone = ClusterPlan.of(1).members().getFirst().clientUrl();
    try (EtcdClient client = EtcdClient.open(ClientOptions.of(gone))) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> client.put(Bytes.ofUtf8("k"), Bytes.EMPTY))
          .isInstanceOf(UnavailableException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }
  }

  @Test
  void closingEndsTheNetworkThread() {
    String gone = ClusterPlan.of(1).members().getFirst().clientUrl();
    EtcdClient client = EtcdClient.open(ClientOptions.of(gone));
    assertThatThrownBy(client::members).isInstanceOf(UnavailableException.class);
    client.close();
    Eventually.within(
        LIMIT,
        () -> "threads " + Thread.getAllStackTraces().keySet(),
        () ->
            Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("etcd-client")));
  }

  @Test
  void aUserIsLoggedInWhenTheClusterAsks() {
    try (RealEtcd etcd = start("3.4")) {
      etcd.etcdctl("user", "add", "root:pw").requireSuccess();
      etcd.etcdctl("user", "grant-role", "root", "root").requireSuccess();
      etcd.etcdctl("auth", "enable").requireSuccess();
      ClientOptions options = ClientOptions.of(etcd.clientUrl());
      try (EtcdClient client = EtcdClient.open(options)) {
        assertThatThrownBy(() -> client.put(Bytes.ofUtf8("k"), Bytes.EMPTY))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("user name is empty");
      }
      try (EtcdClient client = EtcdClient.open(options.withLogin(new UserLogin("root", "pw")))) {
        client.put(Bytes.ofUtf8("k"), Bytes.EMPTY);
        assertThat(client.find(RangeQuery.key(Bytes.ofUtf8("k")))).isPresent();
      }
      try (EtcdClient client = EtcdClient.open(options.withLogin(new UserLogin("root", "no")))) {
        assertThatThrownBy(() -> client.put(Bytes.ofUtf8("k"), Bytes.EMPTY))
            .isInstanceOf(RefusedException.class)
            .hasMessageContaining("authentication failed, invalid user ID or password");
      }
    }
  }

  @Test
  void encryptedEndpointsNeedTheRightAuthority() throws Exception {
    EtcdPrograms programs = EtcdPrograms.assume("3.4");
    TestCertificate certificate = TestCertificate.create(directory);
    ClusterPlan plain = ClusterPlan.of(1);
    ClusterPlan plan =
        new ClusterPlan(plain.token(), List.of(plain.members().getFirst().withTlsClients()));
    try (RealEtcd etcd =
        RealEtcd.start(
            programs,
            plan,
            directory.resolve("tls"),
            "--cert-file=" + certificate.certificate(),
            "--key-file=" + certificate.key())) {
      ClientOptions options = ClientOptions.of(etcd.clientUrl());
      try (EtcdClient client =
          EtcdClient.open(options.withTls(TlsFiles.trusting(certificate.certificate())))) {
        client.put(Bytes.ofUtf8("k"), Bytes.ofUtf8("v"));
        assertThat(client.find(RangeQuery.key(Bytes.ofUtf8("k")))).isPresent();
      }
      try (EtcdClient client = EtcdClient.open(options)) {
        assertThatThrownBy(() -> client.put(Bytes.ofUtf8("k"), Bytes.EMPTY))
            .isInstanceOf(UnavailableException.class);
      }
    }
    assertThatThrownBy(
            () ->
                EtcdClient.open(
                    ClientOptions.of("https://127.0.0.1:1")
                        .withTls(
                            new TlsFiles(
                                Optional.of(directory.resolve("absent.pem")), Optional.empty()))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("absent.pem");
  }

  private RealEtcd start(String release) {
    return RealEtcd.start(EtcdPrograms.assume(release), directory.resolve("data"));
  }
}
