package io.fireweed.it.durability;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.fireweed.api.error.EtcdError;
import io.fireweed.api.rpc.KVGrpc;
import io.fireweed.api.rpc.PutRequest;
import io.fireweed.api.rpc.mvcc.KeyValue;
import io.fireweed.it.served.Ask;
import io.fireweed.it.served.Client;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What one client wrote, one call after the other, and what it was answered.
final class Ledger {
  private static final int KEYS = 7;

  private final Map<String, ByteString> values = new HashMap<>();
  private int count;
  private long revision = 1;
  private long compacted;
  private long compacting;
  private String asked = "";
  private ByteString askedValue = ByteString.EMPTY;

  /// Puts to few keys, by turns.
  void put(Client client, int times, ByteString tail) {
    for (int i = 0; i < times; i++) {
      count++;
      asked = "k" + count % KEYS;
      askedValue = ByteString.copyFromUtf8(count + "/").concat(tail);
      PutRequest.Builder put =
          PutRequest.newBuilder().setKey(Ask.bytes(asked)).setValue(askedValue);
      revision = client.put(put).getHeader().getRevision();
      values.put(asked, askedValue);
      asked = "";
    }
  }

  /// Forgets all revisions but the last few.
  void compact(Client client) {
    compacting = revision - 3;
    client.compact(compacting);
    compacted = compacting;
  }

  /// Everything that was acknowledged is there, and at most the one call without an answer besides.
  void check(Client client) {
    long now = client.revision();
    assertThat(now).as("revision").isBetween(revision, asked.isEmpty() ? revision : revision + 1);
    for (Map.Entry<String, ByteString> entry : values.entrySet()) {
      List<ByteString> possible = new ArrayList<>(List.of(entry.getValue()));
      if (entry.getKey().equals(asked)) {
        possible.add(askedValue);
      }
      List<KeyValue> found = client.range(Ask.range(entry.getKey())).getKvsList();
      assertThat(found).as(entry.getKey()).hasSize(1);
      assertThat(possible.contains(found.getFirst().getValue())).as(entry.getKey()).isTrue();
      if (found.getFirst().getValue().equals(askedValue)) {
        entry.setValue(askedValue);
      }
    }
    if (compacted > 1) {
      client.refuses(
          EtcdError.COMPACTED,
          KVGrpc.getRangeMethod(),
          Ask.range("k").setRevision(compacted - 1).build());
    }
    long oldest = Math.max(compacted, compacting);
    if (oldest > 1) {
      assertThat(client.range(Ask.prefix("k").setRevision(oldest)).getCount()).isPositive();
    }
    revision = now;
    asked = "";
  }
}
