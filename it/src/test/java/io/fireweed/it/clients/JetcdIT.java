package io.fireweed.it.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.Watch;
import io.etcd.jetcd.auth.Permission;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.LeaseOption;
import io.etcd.jetcd.options.PutOption;
import io.etcd.jetcd.options.WatchOption;
import io.etcd.jetcd.watch.WatchEvent;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The Java client of etcd's own project, as a program in Java would use it.
@ParameterizedClass(name = "{0}")
@MethodSource("io.fireweed.it.served.Subject#all")
class JetcdIT {
  @Parameter Subject subject;

  @TempDir Path temporary;

  private static ByteSequence bytes(String text) {
    return ByteSequence.from(text, UTF_8);
  }

  private static <T> T answer(CompletableFuture<T> future) throws Exception {
    return future.get(10, TimeUnit.SECONDS);
  }

  @Test
  void keysTransactionsLeasesLocksAndWatches() throws Exception {
    try (Server server = subject.start(temporary.resolve("m1"));
        Client client = Client.builder().endpoints(server.url()).build()) {
      answer(client.getKVClient().put(bytes("a/1"), bytes("1")));
      answer(client.getKVClient().put(bytes("a/2"), bytes("2")));
      GetResponse all =
          answer(
              client
                  .getKVClient()
                  .get(bytes("a/"), GetOption.builder().isPrefix(true).withLimit(1).build()));
      assertThat(all.getCount()).isEqualTo(2);
      assertThat(all.isMore()).isTrue();
      assertThat(
              answer(
                      client
                          .getKVClient()
                          .txn()
                          .If(new Cmp(bytes("a/1"), Cmp.Op.EQUAL, CmpTarget.value(bytes("1"))))
                          .Then(Op.put(bytes("a/1"), bytes("new"), PutOption.DEFAULT))
                          .commit())
                  .isSucceeded())
          .isTrue();
      watch(client);
      leases(client);
      assertThat(answer(client.getClusterClient().listMember()).getMembers()).hasSize(1);
      assertThat(answer(client.getMaintenanceClient().statusMember(server.url())).getDbSize())
          .isPositive();
      answer(client.getKVClient().compact(3));
    }
  }

  private static void watch(Client client) throws Exception {
    BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
    WatchOption options =
        WatchOption.builder().isPrefix(true).withRevision(2).withPrevKV(true).build();
    try (Watch.Watcher watcher =
        client
            .getWatchClient()
            .watch(bytes("a/"), options, response -> events.addAll(response.getEvents()))) {
      for (String value : List.of("1", "2", "new")) {
        WatchEvent event = events.poll(10, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        assertThat(event.getKeyValue().getValue()).isEqualTo(bytes(value));
      }
      answer(client.getKVClient().delete(bytes("a/2")));
      WatchEvent deleted = events.poll(10, TimeUnit.SECONDS);
      assertThat(deleted).isNotNull();
      assertThat(deleted.getEventType()).isEqualTo(WatchEvent.EventType.DELETE);
      assertThat(deleted.getPrevKV().getValue()).isEqualTo(bytes("2"));
      watcher.requestProgress();
    }
  }

  private static void leases(Client client) throws Exception {
    long lease = answer(client.getLeaseClient().grant(30)).getID();
    assertThat(answer(client.getLeaseClient().keepAliveOnce(lease)).getTTL()).isEqualTo(30);
    answer(
        client
            .getKVClient()
            .put(bytes("leased"), bytes("1"), PutOption.builder().withLeaseId(lease).build()));
    assertThat(
            answer(
                    client
                        .getLeaseClient()
                        .timeToLive(lease, LeaseOption.builder().withAttachedKeys().build()))
                .getKeys())
        .containsExactly(bytes("leased"));
    ByteSequence held = answer(client.getLockClient().lock(bytes("lock"), lease)).getKey();
    assertThat(held).isEqualTo(bytes("lock/" + Long.toHexString(lease)));
    answer(client.getLockClient().unlock(held));
    answer(client.getElectionClient().campaign(bytes("election"), lease, bytes("me")));
    assertThat(answer(client.getElectionClient().leader(bytes("election"))).getKv().getValue())
        .isEqualTo(bytes("me"));
    answer(client.getLeaseClient().revoke(lease));
    assertThat(answer(client.getKVClient().get(bytes("leased"))).getCount()).isZero();
  }

  @Test
  void usersAndRoles() throws Exception {
    try (Server server = subject.start(temporary.resolve("m1"), "--bcrypt-cost=4")) {
      try (Client client = Client.builder().endpoints(server.url()).build()) {
        answer(client.getAuthClient().userAdd(bytes("root"), bytes("secret")));
        answer(client.getAuthClient().roleAdd(bytes("root")));
        answer(client.getAuthClient().userGrantRole(bytes("root"), bytes("root")));
        answer(client.getAuthClient().userAdd(bytes("u"), bytes("word")));
        answer(client.getAuthClient().roleAdd(bytes("r")));
        answer(
            client
                .getAuthClient()
                .roleGrantPermission(
                    bytes("r"), bytes("a"), bytes("b"), Permission.Type.READWRITE));
        answer(client.getAuthClient().userGrantRole(bytes("u"), bytes("r")));
        answer(client.getAuthClient().authEnable());
      }
      try (Client user =
          Client.builder()
              .endpoints(server.url())
              .user(bytes("u"))
              .password(bytes("word"))
              .build()) {
        answer(user.getKVClient().put(bytes("aa"), bytes("1")));
        assertThat(user.getKVClient().put(bytes("c"), bytes("1")))
            .failsWithin(10, TimeUnit.SECONDS)
            .withThrowableThat()
            .withMessageContaining("etcdserver: permission denied");
      }
    }
  }
}
