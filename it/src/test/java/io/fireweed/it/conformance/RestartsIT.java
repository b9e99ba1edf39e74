package io.fireweed.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.HashRequest;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import io.fireweed.it.served.WatchStream;
import org.junit.jupiter.api.Test;

/// What must be the same after a crash or a stop, around compactions.
@EverySubject
class RestartsIT extends OwnServer {
  RestartsIT(Subject subject) {
    super(subject);
  }

  private int hash() {
    return client.call(MaintenanceGrpc.getHashMethod(), HashRequest.getDefaultInstance()).getHash();
  }

  private void crash() {
    client.close();
    server.kill();
    server.restart();
    client = server.connect();
  }

  @Test
  void theRevisionGoesNeverBackThoughEverythingWasCompactedAway() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4.23 loses revisions here
    }
    for (int i = 0; i < 10; i++) {
      client.put("k" + i, "v");
    }
    client.delete(Ask.deletePrefix("k"));
    long revision = client.revision();
    client.compact(revision);
    int hash = hash();
    crash();
    assertThat(hash()).isEqualTo(hash);
    assertThat(client.revision()).isEqualTo(revision);
    assertThat(client.put("k", "v")).isEqualTo(revision + 1);
    client.refuses(
        EtcdError.COMPACTED,
        KVGrpc.getCompactMethod(),
        CompactionRequest.newBuilder().setRevision(revision).build());
  }

  @Test
  void aDeletionAtTheCompactionIsThereAfterACrash() {
    if (isBefore(Release.V3_5)) {
      return; // 3.4.23 forgets it
    }
    client.put("a", "1");
    client.put("b", "1");
    client.delete(Ask.delete("a"));
    long deleted = client.revision();
    client.compact(deleted);
    crash();
    assertThat(client.range(Ask.range("\0").setRangeEnd(Ask.OPEN)).getCount()).isEqualTo(1);
    try (WatchStream stream = client.watch()) {
      stream.created(Ask.watch("a").setStartRevision(deleted));
      assertThat(stream.events(1).getFirst().getKv().getModRevision()).isEqualTo(deleted);
    }
  }
}
