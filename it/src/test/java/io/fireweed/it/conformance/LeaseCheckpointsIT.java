package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.format.bbolt.Db;
import io.fireweed.format.bbolt.DbOptions;
import io.fireweed.format.bbolt.WriteTx;
import io.fireweed.format.disk.LocalDisk;
import io.fireweed.format.schema.EtcdBucket;
import io.fireweed.format.schema.LeaseRow;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/// What is left of a lease after a restart, where it was written down.
///
/// A leader writes it down after five minutes, which is too long to wait for; so the tests write it
/// where the leader would have.
@EverySubject
class LeaseCheckpointsIT {
  private static final long WHOLE_SECONDS = 10_000;
  private static final long LEFT_SECONDS = 700;

  private final Subject subject;

  @TempDir Path temporary;

  LeaseCheckpointsIT(Subject subject) {
    this.subject = subject;
  }

  private Server start(String... flags) {
    return subject.start(temporary.resolve("m1"), flags);
  }

  private String[] flags() {
    return switch (subject) {
      case ETCD_3_4 -> Assumptions.abort("3.4 does not write checkpoints down");
      case ETCD_3_5 ->
          new String[] {
            "--experimental-enable-lease-checkpoint",
            "--experimental-enable-lease-checkpoint-persist"
          };
      case OURS, EMBEDDED ->
          new String[] {"--feature-gates=LeaseCheckpoint=true,LeaseCheckpointPersist=true"};
    };
  }

  private static long secondsLeft(Client client, long lease) {
    var answer = client.timeToLive(lease);
    assertThat(answer.getGrantedTTL()).isEqualTo(WHOLE_SECONDS);
    return answer.getTTL();
  }

  private void writeDown(Server server, long lease) throws IOException {
    Path file = server.dataDirectory().resolve("member/snap/db");
    LeaseRow row = new LeaseRow(lease, WHOLE_SECONDS, LEFT_SECONDS);
    try (Db db = Db.open(new LocalDisk(), file, DbOptions.existing());
        WriteTx tx = db.begin()) {
      tx.requireBucket(EtcdBucket.LEASE.bytes()).put(row.key(), row.value());
      tx.commit();
    }
  }

  @Test
  void whatWasLeftIsLeftUntilTheLeaseIsRenewed() throws IOException {
    try (Server server = start(flags())) {
      grant(server, 1, 2);
      server.stop();
      writeDown(server, 1);
      server.restart();
      try (Client client = server.connect()) {
        assertThat(secondsLeft(client, 1)).isBetween(LEFT_SECONDS - 30, LEFT_SECONDS);
        assertThat(secondsLeft(client, 2)).isBetween(WHOLE_SECONDS - 30, WHOLE_SECONDS);
        assertThat(client.keepAlive(1).getTTL()).isEqualTo(WHOLE_SECONDS);
        assertThat(secondsLeft(client, 1)).isBetween(WHOLE_SECONDS - 30, WHOLE_SECONDS);
      }
      server.stop();
      server.restart();
      try (Client client = server.connect()) {
        assertThat(secondsLeft(client, 1)).isBetween(WHOLE_SECONDS - 30, WHOLE_SECONDS);
      }
    }
  }

  /// What a member that wrote checkpoints left holds for one that does not, too.
  @Test
  @EnabledIfSystemProperty(named = "slow", matches = "true")
  void whatIsWrittenDownHoldsWhoeverReadsIt() throws IOException {
    try (Server server = start()) {
      grant(server, 1);
      server.stop();
      writeDown(server, 1);
      server.restart();
      try (Client client = server.connect()) {
        assertThat(secondsLeft(client, 1)).isBetween(LEFT_SECONDS - 30, LEFT_SECONDS);
        assertThat(client.keepAlive(1).getTTL()).isEqualTo(WHOLE_SECONDS);
      }
    }
  }

  private static void grant(Server server, long... leases) {
    try (Client client = server.connect()) {
      for (long lease : leases) {
        client.grant(lease, WHOLE_SECONDS);
      }
    }
  }
}
