package io.fireweed.it.conformance;

import static io.fireweed.it.served.Ask.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.CompactionRequest;
import io.fireweed.api.rpc.DefragmentRequest;
import io.fireweed.api.rpc.HashKVRequest;
import io.fireweed.api.rpc.HashKVResponse;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.MaintenanceGrpc;
import io.fireweed.api.rpc.RangeRequest;
import io.fireweed.api.rpc.RangeResponse;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Release;
import io.fireweed.it.served.Subject;
import org.junit.jupiter.api.Test;

/// Compactions, and the hash of the keyspace around them.
@EverySubject
class CompactionIT extends OwnServer {
  CompactionIT(Subject subject) {
    super(subject);
  }

  private void compactionRefused(EtcdError error, long revision) {
    client.refuses(
        error,
        KVGrpc.getCompactMethod(),
        CompactionRequest.newBuilder().setRevision(revision).build());
    client.refuses(
        error,
        KVGrpc.getCompactMethod(),
        CompactionRequest.newBuilder().setRevision(revision).setPhysical(true).build());
  }

  /// Revisions 2 to 11: five puts of a, of which the third is followed by a deletion; b between.
  private void fill() {
    for (int i = 0; i < 4; i++) {
      client.put("a", "a" + i);
      client.put("b", "b" + i);
    }
    client.delete(Ask.delete("a"));
    client.put("a", "again");
  }

  private String value(String key, long revision) {
    RangeResponse answer = client.range(Ask.range(key).setRevision(revision));
    return answer.getCount() == 0 ? "" : answer.getKvs(0).getValue().toStringUtf8();
  }

  @Test
  void revisionsBelowItAreGoneAndItselfCanBeRead() {
    fill();
    assertThat(client.revision()).isEqualTo(11);
    assertThat(client.compact(7).getHeader().getRevision()).isEqualTo(11);
    assertThat(value("a", 7)).isEqualTo("a2");
    assertThat(value("b", 7)).isEqualTo("b2");
    assertThat(value("a", 10)).isEmpty();
    assertThat(value("a", 0)).isEqualTo("again");
    RangeRequest below = Ask.range("a").setRevision(6).build();
    client.refuses(EtcdError.COMPACTED, KVGrpc.getRangeMethod(), below);
    client.refuses(
        EtcdError.COMPACTED,
        KVGrpc.getTxnMethod(),
        Ask.txn()
            .addSuccess(Ask.op(Ask.put("c", "1")))
            .addSuccess(Ask.op(below.toBuilder()))
            .build());
    assertThat(client.revision()).isEqualTo(11);
    restart();
    client.refuses(EtcdError.COMPACTED, KVGrpc.getRangeMethod(), below);
    assertThat(value("a", 7)).isEqualTo("a2");
  }

  @Test
  void itIsRefusedWhereItWasOrWillBe() {
    fill();
    compactionRefused(EtcdError.FUTURE_REVISION, 12);
    client.compact(5);
    compactionRefused(EtcdError.COMPACTED, 5);
    compactionRefused(EtcdError.COMPACTED, 4);
    compactionRefused(EtcdError.COMPACTED, 0);
    compactionRefused(EtcdError.COMPACTED, -1);
    client.compact(11);
    assertThat(value("a", 0)).isEqualTo("again");
    assertThat(client.put("a", "next")).isEqualTo(12);
  }

  @Test
  void aDeletedKeyMayBeCompactedAway() {
    client.put("a", "1");
    client.delete(Ask.delete("a"));
    client.put("b", "1");
    client.compact(3);
    assertThat(value("a", 3)).isEmpty();
    client.compact(4);
    restart();
    assertThat(value("a", 0)).isEmpty();
    assertThat(client.put("a", "2")).isEqualTo(5);
    assertThat(client.range(Ask.range("a")).getKvs(0).getVersion()).isEqualTo(1);
  }

  @Test
  void theHashIsOfTheRowsUpToARevision() {
    fill();
    HashKVResponse all = client.hashKv(0);
    assertThat(all.getCompactRevision()).isEqualTo(-1);
    assertThat(all.getHeader().getRevision()).isEqualTo(11);
    assertThat(client.hashKv(11).getHash()).isEqualTo(all.getHash());
    HashKVResponse nine = client.hashKv(9);
    assertThat(nine.getHash()).isNotEqualTo(all.getHash());
    client.put("c", "1");
    assertThat(client.hashKv(11).getHash()).isEqualTo(all.getHash());
    assertThat(client.hashKv(9).getHash()).isEqualTo(nine.getHash());
    assertThat(client.hashKv(0).getHash()).isNotEqualTo(all.getHash());
    client.refuses(
        EtcdError.FUTURE_REVISION,
        MaintenanceGrpc.getHashKVMethod(),
        HashKVRequest.newBuilder().setRevision(13).build());
    if (!isBefore(Release.V3_7)) {
      assertThat(nine.getHashRevision()).isEqualTo(9);
      assertThat(all.getHashRevision()).isEqualTo(11);
    }
  }

  @Test
  void theHashStaysAcrossDefragAndRestartAndKnowsTheCompaction() {
    fill();
    client.compact(6);
    HashKVResponse once = client.hashKv(0);
    assertThat(once.getCompactRevision()).isEqualTo(6);
    client.refuses(
        EtcdError.COMPACTED,
        MaintenanceGrpc.getHashKVMethod(),
        HashKVRequest.newBuilder().setRevision(5).build());
    client.compact(8);
    HashKVResponse twice = client.hashKv(0);
    assertThat(twice.getCompactRevision()).isEqualTo(8);
    client.call(MaintenanceGrpc.getDefragmentMethod(), DefragmentRequest.getDefaultInstance());
    assertThat(client.hashKv(0).getHash()).isEqualTo(twice.getHash());
    restart();
    assertThat(client.hashKv(0).getHash()).isEqualTo(twice.getHash());
    assertThat(client.hashKv(0).getCompactRevision()).isEqualTo(8);
    assertThat(client.range(Ask.range("b")).getKvs(0).getValue()).isEqualTo(bytes("b3"));
  }

  @Test
  void zeroOnANewStoreIsFine() {
    assertThat(
            client
                .call(KVGrpc.getCompactMethod(), CompactionRequest.getDefaultInstance())
                .hasHeader())
        .isTrue();
  }
}
