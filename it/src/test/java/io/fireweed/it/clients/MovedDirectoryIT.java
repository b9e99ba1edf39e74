package io.fireweed.it.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.rpc.HashKVResponse;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import io.fireweed.it.served.Server;
import io.fireweed.it.served.Subject;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A data directory that goes from an etcd to our member, and back.
class MovedDirectoryIT {
  @TempDir Path temporary;

  @Test
  void theHashStaysTheSameWhoeverServes() {
    Path directory = temporary.resolve("m1");
    HashKVResponse hash = live(Subject.ETCD_3_5, directory, "first");
    assertServes(Subject.OURS, directory, hash);
    hash = live(Subject.OURS, directory, "second");
    assertServes(Subject.ETCD_3_5, directory, hash);
    hash = live(Subject.ETCD_3_5, directory, "third");
    assertServes(Subject.OURS, directory, hash);
  }

  private static HashKVResponse live(Subject subject, Path directory, String name) {
    try (Server server = subject.start(directory, "--snapshot-count=100");
        Client client = server.connect()) {
      client.grant(name.hashCode(), 10_000);
      for (int i = 0; i < 250; i++) {
        client.put(Ask.put(name + i % 20, "" + i).setLease(i % 3 == 0 ? name.hashCode() : 0));
      }
      client.delete(Ask.deletePrefix(name + "1"));
      client.compact(client.revision() - 50);
      HashKVResponse hash = client.hashKv(0);
      server.stop();
      return hash;
    }
  }

  private static void assertServes(Subject subject, Path directory, HashKVResponse hash) {
    try (Server server = subject.start(directory);
        Client client = server.connect()) {
      HashKVResponse now = client.hashKv(hash.getHeader().getRevision());
      assertThat(now.getHash()).as("%s", subject).isEqualTo(hash.getHash());
      assertThat(now.getCompactRevision()).isEqualTo(hash.getCompactRevision());
      assertThat(client.timeToLive("first".hashCode()).getGrantedTTL()).isEqualTo(10_000);
      server.stop();
    }
  }
}
